package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginException;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One row of the security matrix against a whole engine: what is tried, and that none of it signs anybody in. */
final class Attacks implements AutoCloseable {
    final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    final FakeIdp idp = SignIn.provider(clock);
    final SignIn signIn = new SignIn(clock);
    final OidcConnection connection = SignIn.connection("globex", idp.oidc().issuer());

    private final String row;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> wronglyRefused = new ArrayList<>();
    private int tried;

    Attacks(String row) {
        this.row = row;
    }

    /** An ID token made for the attempt's nonce takes the place of the provider's. */
    void token(String what, UnaryOperator<String> tokenForNonce, LoginError... expected) {
        tryOut(
                what,
                () -> {
                    SignIn.Attempt attempt = signIn.start(connection);
                    URI answer = SignIn.authenticate(attempt.start().action(), "alice");
                    String token = tokenForNonce.apply(attempt.start().memory().get("nonce"));
                    idp.oidc().play(OidcScript.of(s -> s.tokenResponse("id_token", token)));
                    return signIn.finish(attempt, answer);
                },
                expected);
    }

    /** The provider departs from the standard in this way. */
    void provider(String what, Consumer<OidcScript.Builder> departure, LoginError... expected) {
        tryOut(
                what,
                () -> {
                    SignIn.Attempt attempt = signIn.start(connection);
                    idp.oidc().play(OidcScript.of(departure));
                    return signIn.finish(
                            attempt, SignIn.authenticate(attempt.start().action(), "alice"));
                },
                expected);
    }

    /** Anything that would sign somebody in. */
    void tryOut(String what, Supplier<Identity> attack, LoginError... expected) {
        refused(what, attack::get, expected);
    }

    /** Anything that must end in one of these refusals. */
    void refused(String what, ThrowingCallable attack, LoginError... expected) {
        tried++;
        try {
            attack.call();
            accepted.add(what);
        } catch (LoginException refusal) {
            if (!List.of(expected).contains(refusal.error())) {
                wronglyRefused.add(what + ": " + refusal.getMessage());
            }
        } catch (Throwable other) {
            wronglyRefused.add(what + ": " + other);
        } finally {
            idp.oidc().play(OidcScript.standard());
        }
    }

    /** The same way without an attack works, or nothing here would prove anything. */
    void honest() {
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
    }

    /** Prints and asserts what came of it. */
    @Override
    public void close() {
        honest();
        idp.close();
        System.out.println(row + " attacks: " + tried + " tried, " + accepted.size() + " accepted");
        assertThat(accepted).as("accepted").isEmpty();
        assertThat(wronglyRefused).as("refused for another reason").isEmpty();
        assertThat(tried).isPositive();
    }
}
