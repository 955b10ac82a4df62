package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.ATTEMPT_UNKNOWN;
import static io.ssokit.error.LoginError.CODE_REFUSED;
import static io.ssokit.error.LoginError.IN_RESPONSE_TO;
import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.NONCE;
import static io.ssokit.error.LoginError.REPLAYED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.login.LoginEngine;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-07: nonce and state belong to one attempt (what binds the attempt to the browser is the flow's, not the engine's). */
@Tag("O-07")
class AttemptTest {
    @Test
    void finish_nonceOrStateOfAnotherAttempt_refused() {
        try (Attacks attacks = new Attacks("O-07")) {
            attacks.honest();
            nonces(attacks);
            states(attacks);
            reuse(attacks);
            memories(attacks);
        }
    }

    private static void nonces(Attacks attacks) {
        SignIn.Attempt other = attacks.signIn.start(attacks.connection);
        String othersNonce = other.start().memory().get("nonce");
        for (Object nonce : Arrays.asList(null, "", "nonce", othersNonce, 7, true, List.of("nonce"))) {
            attacks.provider("nonce " + nonce, s -> s.idToken("nonce", nonce), NONCE);
        }
        attacks.token(
                "nonce in another case",
                nonce -> attacks.idp
                        .oidc()
                        .idToken(
                                attacks.idp.persona("alice"),
                                "app",
                                nonce.toUpperCase(Locale.ROOT),
                                OidcScript.standard()),
                NONCE);
        attacks.token(
                "nonce in a list",
                nonce -> attacks.idp
                        .oidc()
                        .idToken(
                                attacks.idp.persona("alice"),
                                "app",
                                nonce,
                                OidcScript.of(s -> s.idToken("nonce", List.of(nonce)))),
                NONCE);
        attacks.tryOut(
                "ID token of another attempt",
                () -> {
                    SignIn.Attempt mine = attacks.signIn.start(attacks.connection);
                    String token = attacks.idp
                            .oidc()
                            .idToken(attacks.idp.persona("bob"), "app", othersNonce, OidcScript.standard());
                    attacks.idp.oidc().play(OidcScript.of(s -> s.tokenResponse("id_token", token)));
                    return attacks.signIn.finish(
                            mine, SignIn.authenticate(mine.start().action(), "alice"));
                },
                NONCE);
    }

    private static void states(Attacks attacks) {
        SignIn.Attempt attempt = attacks.signIn.start(attacks.connection);
        SignIn.Attempt other = attacks.signIn.start(attacks.connection);
        String answer = SignIn.authenticate(attempt.start().action(), "alice").getRawQuery();
        String state = "state=" + attempt.handle();
        for (String instead : List.of(
                "",
                "state=",
                "state=" + other.handle(),
                state + "x",
                "state=" + attempt.handle().substring(1),
                "State=" + attempt.handle())) {
            attacks.tryOut(
                    "'" + instead + "' for state",
                    () -> attacks.signIn.finish(attempt, SignIn.get(answer.replace(state, instead))),
                    IN_RESPONSE_TO);
        }
        for (String twice :
                List.of(state, "state=" + other.handle(), "state=", "code=another", "iss=x", "foo=1&foo=2")) {
            attacks.tryOut(
                    twice + " once more",
                    () -> attacks.signIn.finish(attempt, SignIn.get(answer + "&" + twice)),
                    MALFORMED);
            attacks.refused(
                    twice + " once more, asked for the handle",
                    () -> attacks.signIn.engine().handle(attacks.connection, SignIn.get(answer + "&" + twice)),
                    MALFORMED);
        }
        assertThat(attacks.signIn.engine().handle(attacks.connection, SignIn.get(answer.replace(state, ""))))
                .isEmpty();
        attacks.tryOut(
                "the code of one tab with the state of another",
                () -> attacks.signIn.finish(other, SignIn.get(answer.replace(state, "state=" + other.handle()))),
                CODE_REFUSED);
    }

    private static void reuse(Attacks attacks) {
        SignIn.Attempt attempt = attacks.signIn.start(attacks.connection);
        URI answer = SignIn.authenticate(attempt.start().action(), "alice");
        assertThat(attacks.signIn.finish(attempt, answer).subject()).isEqualTo("alice");
        attacks.tryOut("the same answer again", () -> attacks.signIn.finish(attempt, answer), CODE_REFUSED);
        attacks.tryOut(
                "another code for the same attempt",
                () -> attacks.signIn.finish(
                        attempt, SignIn.authenticate(attempt.start().action(), "alice")),
                REPLAYED);
    }

    private static void memories(Attacks attacks) {
        for (String name : List.of("nonce", "verifier", "issuer")) {
            attacks.tryOut(
                    "an attempt without its " + name,
                    () -> {
                        SignIn.Attempt attempt = attacks.signIn.start(attacks.connection);
                        Map<String, String> memory =
                                new HashMap<>(attempt.start().memory());
                        memory.remove(name);
                        SignIn.Attempt forgetful = new SignIn.Attempt(
                                attempt.connection(),
                                attempt.handle(),
                                new LoginEngine.Start(attempt.start().action(), Map.of(), memory),
                                attempt.at());
                        return attacks.signIn.finish(
                                forgetful, SignIn.authenticate(attempt.start().action(), "alice"));
                    },
                    ATTEMPT_UNKNOWN);
        }
    }
}
