package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.CODE_REFUSED;
import static io.ssokit.error.LoginError.MALFORMED;

import io.ssokit.login.Identity;
import io.ssokit.oidc.SignIn;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-08: a stolen code is worth nothing in another attempt (RFC 9700 §4.5; the provider checks the S256 challenge). */
@Tag("O-08")
class CodeInjectionTest {
    @Test
    void finish_codeOfAnotherAttemptOrClient_refused() {
        try (Attacks attacks = new Attacks("O-08")) {
            attacks.honest();
            for (String victim : List.of("alice", "bob", "carol", "dave")) {
                attacks.tryOut(
                        "code of " + victim,
                        () -> {
                            SignIn.Attempt stolen = attacks.signIn.start(attacks.connection);
                            URI answer = SignIn.authenticate(stolen.start().action(), victim);
                            SignIn.Attempt mine = attacks.signIn.start(attacks.connection);
                            return attacks.signIn.finish(
                                    mine, SignIn.get(answer.getRawQuery().replace(stolen.handle(), mine.handle())));
                        },
                        CODE_REFUSED);
                attacks.tryOut(
                        "code of " + victim + " from another connection's redirect URI",
                        () -> {
                            SignIn.Attempt stolen =
                                    attacks.signIn.start(SignIn.connection("other", attacks.connection.issuer()));
                            URI answer = SignIn.authenticate(stolen.start().action(), victim);
                            SignIn.Attempt mine = attacks.signIn.start(attacks.connection);
                            return attacks.signIn.finish(
                                    mine, SignIn.get(answer.getRawQuery().replace(stolen.handle(), mine.handle())));
                        },
                        CODE_REFUSED);
            }
            for (String code : List.of("guess", "..%2F..%2F", "%00", "a%26client_id%3Dother", "a%0d%0aX:%20y")) {
                attacks.tryOut("code " + code, () -> injected(attacks, code), CODE_REFUSED);
            }
            attacks.tryOut("no code", () -> injected(attacks, ""), MALFORMED);
        }
    }

    private static Identity injected(Attacks attacks, String code) {
        SignIn.Attempt mine = attacks.signIn.start(attacks.connection);
        return attacks.signIn.finish(
                mine, SignIn.get("code=" + code + "&state=" + mine.handle() + "&iss=" + attacks.connection.issuer()));
    }
}
