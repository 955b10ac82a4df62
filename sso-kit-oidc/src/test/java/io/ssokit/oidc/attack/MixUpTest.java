package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.AUDIENCE;
import static io.ssokit.error.LoginError.IN_RESPONSE_TO;
import static io.ssokit.error.LoginError.ISSUER;
import static io.ssokit.error.LoginError.SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.OidcConnection;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-10: one provider answers in another's place (RFC 9207; RFC 9700 §4.4). */
@Tag("O-10")
class MixUpTest {
    @Test
    void finish_answerOfAnotherProvider_refusedBeforeTheCodeLeaves() {
        try (Attacks attacks = new Attacks("O-10");
                FakeIdp evil = SignIn.provider(attacks.clock)) {
            attacks.honest();
            issuers(attacks, evil);
            int exchanged = attacks.idp.hits(Endpoint.OIDC_TOKEN);
            crossed(attacks, evil);
            assertThat(evil.hits(Endpoint.OIDC_TOKEN)).isZero();
            assertThat(attacks.idp.hits(Endpoint.OIDC_TOKEN)).isEqualTo(exchanged);
            tokens(attacks, evil);
        }
    }

    private static void issuers(Attacks attacks, FakeIdp evil) {
        String issuer = attacks.connection.issuer();
        for (String iss :
                List.of(evil.oidc().issuer(), issuer + "/", "null", issuer.replace("http", "HTTP"), " " + issuer)) {
            attacks.provider("iss " + iss, s -> s.authorizationResponse("iss", iss), ISSUER);
        }
        attacks.provider("no iss although announced", s -> s.authorizationResponse("iss", null), ISSUER);
        attacks.provider("empty iss although announced", s -> s.authorizationResponse("iss", ""), ISSUER);
        attacks.provider(
                "wrong iss beside an error",
                s -> s.authorizationResponse("iss", evil.oidc().issuer())
                        .authorizationResponse("error", "access_denied"),
                ISSUER);
    }

    /** The honest provider's answer arrives at the callback of the evil one's connection, and the other way round. */
    private static void crossed(Attacks attacks, FakeIdp evil) {
        OidcConnection other = SignIn.connection("evil", evil.oidc().issuer());
        attacks.tryOut(
                "honest code at the evil connection",
                () -> {
                    SignIn.Attempt honest = attacks.signIn.start(attacks.connection);
                    SignIn.Attempt evilAttempt = attacks.signIn.start(other);
                    URI answer = SignIn.authenticate(honest.start().action(), "alice");
                    return attacks.signIn.finish(
                            evilAttempt,
                            SignIn.get(answer.getRawQuery().replace(honest.handle(), evilAttempt.handle())));
                },
                ISSUER);
        attacks.tryOut(
                "evil code at the honest connection",
                () -> {
                    SignIn.Attempt honest = attacks.signIn.start(attacks.connection);
                    SignIn.Attempt evilAttempt = attacks.signIn.start(other);
                    URI answer = SignIn.authenticate(evilAttempt.start().action(), "bob");
                    return attacks.signIn.finish(
                            honest, SignIn.get(answer.getRawQuery().replace(evilAttempt.handle(), honest.handle())));
                },
                ISSUER);
        attacks.tryOut(
                "the connection was pointed to another provider in between",
                () -> {
                    SignIn.Attempt before = attacks.signIn.start(other);
                    SignIn.Attempt after =
                            new SignIn.Attempt(attacks.connection, before.handle(), before.start(), before.at());
                    return attacks.signIn.finish(
                            after, SignIn.authenticate(before.start().action(), "alice"));
                },
                IN_RESPONSE_TO);
    }

    private static void tokens(Attacks attacks, FakeIdp evil) {
        attacks.token(
                "ID token of the evil provider",
                nonce -> evil.oidc().idToken(evil.persona("alice"), "app", nonce, OidcScript.standard()),
                SIGNATURE);
        attacks.token(
                "ID token of the evil provider in the honest one's name",
                nonce -> evil.oidc()
                        .idToken(
                                evil.persona("alice"),
                                "app",
                                nonce,
                                OidcScript.of(s -> s.idToken("iss", attacks.connection.issuer()))),
                SIGNATURE);
        attacks.token(
                "ID token of the same provider for another client",
                nonce ->
                        attacks.idp.oidc().idToken(attacks.idp.persona("alice"), "other", nonce, OidcScript.standard()),
                AUDIENCE);
        assertThat(attacks.signIn
                        .start(SignIn.connection("a", attacks.connection.issuer()))
                        .start()
                        .action())
                .asString()
                .contains("%2Fsso%2Foidc%2Fa%2Fcallback");
    }
}
