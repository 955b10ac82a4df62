package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.USERINFO_SUBJECT;

import io.ssokit.testing.OidcScript;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-12: user info about somebody else is not merged (OpenID Connect Core 5.3.2). */
@Tag("O-12")
class UserInfoTest {
    @Test
    void finish_userInfoOfAnotherSubject_refused() {
        try (Attacks attacks = new Attacks("O-12")) {
            attacks.honest();
            for (Object sub : Arrays.asList(
                    null,
                    "",
                    "bob",
                    "Alice",
                    "alice ",
                    " alice",
                    "alice\u0000",
                    "\u0430lice",
                    7,
                    true,
                    List.of("alice"),
                    Map.of("sub", "alice"))) {
                attacks.provider("sub " + sub, s -> s.userInfo("sub", sub), USERINFO_SUBJECT);
            }
            for (String elsewhere : List.of("/oidc/jwks", "/oidc/.well-known/openid-configuration")) {
                attacks.tryOut(
                        "JSON that is no user info",
                        () -> {
                            attacks.idp.oidc().play(userInfoAt(attacks, elsewhere));
                            attacks.clock.advance(Duration.ofHours(1));
                            return attacks.signIn.signIn(attacks.connection, "alice");
                        },
                        USERINFO_SUBJECT);
            }
            attacks.tryOut(
                    "a page that is no JSON",
                    () -> {
                        attacks.idp.oidc().play(userInfoAt(attacks, "/"));
                        attacks.clock.advance(Duration.ofHours(1));
                        return attacks.signIn.signIn(attacks.connection, "alice");
                    },
                    MALFORMED);
            attacks.clock.advance(Duration.ofHours(1));
        }
    }

    private static OidcScript userInfoAt(Attacks attacks, String path) {
        return OidcScript.of(s -> s.discovery("userinfo_endpoint", attacks.idp.baseUri() + path));
    }
}
