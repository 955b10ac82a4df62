package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.login.LoginException;
import io.ssokit.testing.MovableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every character of an ID token, changed, left out or doubled: none of them is idle. */
@Tag("O-01")
class IdTokenSweepTest {
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String ISSUER = "https://idp.example";

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of("RS256", TestKey.rsa(2048)),
                Arguments.of("PS256", TestKey.rsa(2048)),
                Arguments.of("ES256", TestKey.ec("secp256r1")));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void verify_oneCharacterOff_refused(String algorithm, TestKey key) {
        try (KeySetServer server = new KeySetServer()) {
            server.serve(List.of(key.jwk("k")));
            MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
            VerifiedIdToken.Checks checks = checks(server, clock, algorithm);
            Instant now = clock.instant();
            String token = key.sign(
                    Map.of("alg", algorithm, "kid", "k"),
                    Map.of(
                            "iss",
                            ISSUER,
                            "sub",
                            "alice",
                            "aud",
                            "app",
                            "iat",
                            now.getEpochSecond(),
                            "exp",
                            now.getEpochSecond() + 300,
                            "nonce",
                            "n-0S6_WzA2Mj"),
                    algorithm);
            List<String> accepted = new ArrayList<>();
            int tried = 0;
            for (String changed : changed(token)) {
                tried++;
                if (accepts(checks, changed, now)) {
                    accepted.add(changed);
                }
            }
            System.out.println("O-01 (" + algorithm + ", every character) attacks: " + tried + " tried, "
                    + accepted.size() + " accepted");
            assertThat(accepted).isEmpty();
            assertThat(accepts(checks, token, now)).isTrue();
        }
    }

    private static List<String> changed(String token) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < token.length(); i++) {
            String before = token.substring(0, i);
            String after = token.substring(i + 1);
            int digit = BASE64URL.indexOf(token.charAt(i));
            for (int bit = 0; digit >= 0 && bit < 6; bit++) {
                all.add(before + BASE64URL.charAt(digit ^ (1 << bit)) + after);
            }
            all.add(before + after);
            all.add(before + token.charAt(i) + token.charAt(i) + after);
            all.add(before + "=" + after);
        }
        for (String appended : List.of("=", ".", "A", " ", "\n", "\u0000")) {
            all.add(token + appended);
            all.add(appended + token);
        }
        all.removeIf(token::equals);
        return all;
    }

    private static boolean accepts(VerifiedIdToken.Checks checks, String token, Instant now) {
        try {
            checks.verify(token, new VerifiedIdToken.Expected("n-0S6_WzA2Mj", Optional.empty(), now, now));
            return true;
        } catch (LoginException refused) {
            assertThat(refused.error()).isIn(LoginError.SIGNATURE, LoginError.MALFORMED, LoginError.UNSUPPORTED);
            return false;
        }
    }

    private static VerifiedIdToken.Checks checks(KeySetServer server, MovableClock clock, String algorithm) {
        OidcConnection connection = IdpConnection.oidc("globex")
                .issuer(ISSUER)
                .client("app", Secret.of("a-secret-of-at-least-16"))
                .build();
        return new VerifiedIdToken.Checks(
                new IssuerRule(connection),
                "app",
                SigningAlgorithms.ofNames(Set.of(algorithm)),
                AuthenticationDemands.of(connection),
                new ProviderKeys(server.address(), true, new HttpFetcher(), clock));
    }
}
