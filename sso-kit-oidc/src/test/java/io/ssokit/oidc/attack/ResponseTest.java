package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.IDP_REFUSED;
import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.NOT_SIGNED_IN;
import static io.ssokit.error.LoginError.TOO_LARGE;
import static io.ssokit.error.LoginError.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.OidcScript;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Authorization responses that are errors, or answers to a request we never make. */
class ResponseTest {
    @Test
    @Tag("O-20")
    void finish_errorResponse_refusedWithNothingOfItRepeated() {
        try (Attacks attacks = new Attacks("O-20")) {
            for (String error : List.of(
                    "access_denied",
                    "login_required",
                    "<script>alert(1)</script>",
                    "x\r\nSet-Cookie: a=b",
                    "unknown_error",
                    "e".repeat(4000))) {
                for (String description : List.of("<script>alert(1)</script>", "\r\nX: y", "d".repeat(4000))) {
                    attacks.refused(
                            error,
                            () -> {
                                try {
                                    errorResponse(attacks, error, description);
                                } catch (LoginException refused) {
                                    assertThat(refused.received() + refused.getMessage())
                                            .doesNotContain("<", "\r", "\n", "dddd", "eeee", "unknown_error");
                                    throw refused;
                                }
                            },
                            error.equals("login_required") ? NOT_SIGNED_IN : IDP_REFUSED);
                }
            }
            attacks.refused("1 MB", () -> errorResponse(attacks, "access_denied", "d".repeat(1 << 20)), TOO_LARGE);
            assertThatThrownBy(() -> errorResponse(attacks, "access_denied", ""))
                    .hasMessageContaining("access_denied");
        }
    }

    @Test
    @Tag("O-23")
    void finish_unrequestedResponseType_refused() {
        try (Attacks attacks = new Attacks("O-23")) {
            SignIn.Attempt attempt = attacks.signIn.start(attacks.connection);
            String answer =
                    SignIn.authenticate(attempt.start().action(), "alice").getRawQuery();
            String token = attacks.idp
                    .oidc()
                    .idToken(
                            attacks.idp.persona("alice"),
                            "app",
                            attempt.start().memory().get("nonce"),
                            OidcScript.standard());
            for (String extra :
                    List.of("id_token=" + token, "access_token=x", "token=x", "response=" + token, "id_token=")) {
                attacks.tryOut(
                        "code and " + extra.split("=")[0],
                        () -> attacks.signIn.finish(attempt, SignIn.get(answer + "&" + extra)),
                        UNSUPPORTED);
                attacks.tryOut(
                        extra.split("=")[0] + " instead of a code",
                        () -> attacks.signIn.finish(attempt, SignIn.get(answer.replaceAll("code=[^&]*", extra))),
                        UNSUPPORTED);
            }
            attacks.tryOut(
                    "form_post",
                    () -> attacks.signIn.finish(
                            attempt,
                            new LoginRequest(
                                    "POST",
                                    Optional.empty(),
                                    Map.of(),
                                    SignIn.parameters(answer),
                                    Map.of(),
                                    Optional.empty())),
                    MALFORMED);
            assertThat(attacks.signIn.finish(attempt, SignIn.get(answer)).subject())
                    .isEqualTo("alice");
        }
    }

    private static void errorResponse(Attacks attacks, String error, String description) {
        SignIn.Attempt attempt = attacks.signIn.start(attacks.connection);
        attacks.signIn.finish(
                attempt,
                SignIn.get("error=" + encode(error) + "&error_description=" + encode(description) + "&state="
                        + attempt.handle()));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
