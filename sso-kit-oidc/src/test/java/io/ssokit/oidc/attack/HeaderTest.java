package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ssokit.error.LoginError;
import io.ssokit.oidc.TestKey;
import io.ssokit.testing.OidcScript.Signing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-03: {@code kid} is only a name, and keys that a token brings along are nobody's (RFC 8725 §3.10). */
@Tag("O-03")
class HeaderTest {
    @Test
    void finish_keyNamedOrBroughtByTheToken_refusedWithoutAnyFetch() throws IOException {
        AtomicInteger fetched = new AtomicInteger();
        HttpServer listener =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        listener.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        listener.start();
        try (Attacks attacks = new Attacks("O-03")) {
            attacks.honest();
            names(attacks);
            broughtAlong(attacks, "http://127.0.0.1:" + listener.getAddress().getPort());
        } finally {
            listener.stop(0);
        }
        assertThat(fetched).hasValue(0);
    }

    private static void names(Attacks attacks) {
        for (Object kid : Arrays.asList(
                "../../../../dev/null",
                "/dev/null",
                "' OR 1=1 --",
                "x' UNION SELECT 'key' --",
                "http://127.0.0.1:1/key",
                "${jndi:ldap://127.0.0.1/x}",
                "| id",
                "\u0000",
                "k".repeat(256))) {
            attacks.provider("kid " + kid, s -> s.header("kid", kid), LoginError.SIGNATURE);
        }
        for (Object kid :
                Arrays.asList("", "k".repeat(257), "k".repeat(10_000), 7, 1.5, true, List.of("a"), Map.of("a", 1))) {
            attacks.provider("kid of another kind", s -> s.header("kid", kid), LoginError.MALFORMED);
        }
        attacks.provider("kid of 1 MB", s -> s.header("kid", "k".repeat(600_000)), LoginError.TOO_LARGE);
    }

    private static void broughtAlong(Attacks attacks, String listener) {
        TestKey mallory = TestKey.rsa(2048);
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("jwk", mallory.jwk("mallory"));
        headers.put("jku", listener + "/jwks");
        headers.put("x5u", listener + "/chain");
        headers.put("x5c", List.of("MIIB"));
        headers.put("x5t", "AAAA");
        headers.forEach((name, value) -> {
            for (boolean named : List.of(true, false)) {
                attacks.token(
                        name + (named ? " with a kid" : ""),
                        nonce -> {
                            Map<String, Object> header = new LinkedHashMap<>();
                            header.put("alg", "RS256");
                            header.put(name, value);
                            if (named) {
                                header.put("kid", "mallory");
                            }
                            return mallory.sign(header, claims(attacks, nonce), "RS256");
                        },
                        LoginError.SIGNATURE);
                attacks.provider(
                        name + " by a stranger",
                        s -> s.signing(named ? Signing.STRANGER : Signing.UNKNOWN_KID)
                                .header(name, value),
                        LoginError.SIGNATURE);
            }
        });
    }

    private static Map<String, Object> claims(Attacks attacks, String nonce) {
        long now = attacks.clock.instant().getEpochSecond();
        return Map.of(
                "iss",
                attacks.idp.oidc().issuer(),
                "sub",
                "alice",
                "aud",
                "app",
                "iat",
                now,
                "exp",
                now + 300,
                "nonce",
                nonce);
    }
}
