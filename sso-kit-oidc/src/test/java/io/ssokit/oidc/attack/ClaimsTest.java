package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.AUDIENCE;
import static io.ssokit.error.LoginError.EXPIRED;
import static io.ssokit.error.LoginError.IN_RESPONSE_TO;
import static io.ssokit.error.LoginError.ISSUER;
import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.NOT_YET_VALID;
import static io.ssokit.error.LoginError.SUBJECT;

import io.ssokit.error.LoginError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-04: every claim that binds an ID token to this provider, this client and this moment (OpenID Connect Core 3.1.3.7). */
@Tag("O-04")
class ClaimsTest {
    @Test
    void finish_claimWrongOrMissing_refused() {
        try (Attacks attacks = new Attacks("O-04")) {
            attacks.honest();
            issuers(attacks);
            audiences(attacks);
            times(attacks);
            subjects(attacks);
            hashes(attacks);
        }
    }

    private static void issuers(Attacks attacks) {
        String issuer = attacks.idp.oidc().issuer();
        for (Object iss : Arrays.asList(
                null,
                "",
                issuer + "/",
                issuer + "#",
                issuer + "?",
                issuer + " ",
                " " + issuer,
                issuer.toUpperCase(Locale.ROOT),
                issuer.replace("http:", "https:"),
                issuer.replace("127.0.0.1", "localhost"),
                issuer.replace("/oidc", "/./oidc"),
                issuer.substring(0, issuer.length() - 1),
                issuer + ".evil.test",
                "https://evil.test",
                List.of(issuer),
                Map.of("iss", issuer),
                7)) {
            wrong(attacks, "iss", iss, ISSUER);
        }
    }

    private static void audiences(Attacks attacks) {
        for (Object aud : Arrays.asList(
                null,
                "",
                "other",
                "App",
                "app ",
                "apps",
                "app,other",
                List.of(),
                List.of("other"),
                List.of("other", "App"),
                List.of(List.of("app")),
                Map.of("app", true),
                7,
                true)) {
            wrong(attacks, "aud", aud, AUDIENCE);
        }
        for (Object azp : Arrays.asList("other", "", "App", 7, List.of("app"))) {
            wrong(attacks, "azp", azp, AUDIENCE);
            attacks.provider(
                    "shared aud, azp " + azp,
                    s -> s.idToken("aud", List.of("app", "other")).idToken("azp", azp),
                    AUDIENCE);
        }
        for (Object aud : List.of(List.of("app", "other"), Arrays.asList("app", null), List.of("app", 7))) {
            attacks.provider(
                    "shared aud " + aud + " without azp",
                    s -> s.idToken("aud", aud).idToken("azp", null),
                    AUDIENCE);
        }
    }

    private static void times(Attacks attacks) {
        long now = attacks.clock.instant().getEpochSecond();
        for (Object exp : Arrays.asList(0, 1, now - 3600, now - 120)) {
            wrong(attacks, "exp", exp, EXPIRED);
        }
        for (String name : List.of("exp", "iat")) {
            for (Object value : Arrays.asList(
                    null,
                    "",
                    Long.toString(now + 60),
                    true,
                    List.of(now + 60),
                    -1,
                    Long.MAX_VALUE,
                    Long.MIN_VALUE,
                    new BigInteger("9".repeat(30)),
                    new BigDecimal("1e999999999"))) {
                wrong(attacks, name, value, MALFORMED);
            }
        }
        for (Object iat : List.of(now + 121, now + 3600, 4_000_000_000L)) {
            wrong(attacks, "iat", iat, NOT_YET_VALID);
        }
        for (Object iat : List.of(0, 1, now - 121, now - 86_400)) {
            wrong(attacks, "iat", iat, EXPIRED);
        }
        for (Object nbf : List.of(now + 121, now + 3600)) {
            wrong(attacks, "nbf", nbf, NOT_YET_VALID);
        }
        for (Object nbf : List.of("", "soon", List.of())) {
            wrong(attacks, "nbf", nbf, MALFORMED);
        }
        wrong(attacks, "auth_time", now + 3600, NOT_YET_VALID);
        wrong(attacks, "auth_time", "now", MALFORMED);
    }

    private static void subjects(Attacks attacks) {
        for (Object sub : Arrays.asList(
                null,
                "",
                "   ",
                7,
                true,
                List.of("alice"),
                Map.of("sub", "alice"),
                "s".repeat(256),
                "alice\u0000",
                "alice\nbob")) {
            wrong(attacks, "sub", sub, SUBJECT);
        }
    }

    private static void hashes(Attacks attacks) {
        for (Object hash : List.of("", "AAAAAAAAAAAAAAAAAAAAAA", 7, List.of())) {
            wrong(attacks, "at_hash", hash, IN_RESPONSE_TO);
        }
        attacks.provider(
                "another access token than at_hash's", s -> s.tokenResponse("access_token", "stolen"), IN_RESPONSE_TO);
        attacks.provider("at_hash without an access token", s -> s.tokenResponse("access_token", null), IN_RESPONSE_TO);
    }

    private static void wrong(Attacks attacks, String claim, Object value, LoginError expected) {
        attacks.provider(claim + " " + value, s -> s.idToken(claim, value), expected);
    }
}
