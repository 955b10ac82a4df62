package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.OAuth2Connection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.oidc.OAuth2Walk;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** One row of the security matrix against sign-in by OAuth 2.0: what is tried, and that none of it signs anybody in. */
final class OAuth2Attacks implements AutoCloseable {
    final OAuth2Walk walk = new OAuth2Walk();
    final OAuth2Connection connection = walk.connection("hub").build();

    private final String row;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> wronglyRefused = new ArrayList<>();
    private int tried;

    OAuth2Attacks(String row) {
        this.row = row;
        honest();
    }

    /** The provider departs from the standard in this way. */
    void provider(String what, Consumer<OidcScript.Builder> departure, LoginError... expected) {
        OAuth2Walk.Attempt attempt = walk.start(connection);
        walk.idp.oauth2().play(OidcScript.of(departure));
        refused(what, () -> walk.finish(attempt, OAuth2Walk.authenticate(attempt, "alice")), expected);
    }

    /** A query that comes back instead of the provider's. */
    void answer(String what, OAuth2Walk.Attempt attempt, String rawQuery, LoginError... expected) {
        refused(what, () -> walk.finish(attempt, URI.create("https://app.example.com/?" + rawQuery)), expected);
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
        } catch (IdpUnavailableException unavailable) {
            if (!List.of(expected).contains(LoginError.IDP_UNAVAILABLE)) {
                wronglyRefused.add(what + ": " + unavailable.getMessage());
            }
        } catch (Throwable other) {
            wronglyRefused.add(what + ": " + other);
        } finally {
            walk.idp.oauth2().play(OidcScript.standard());
        }
    }

    /** The same way without an attack works, or nothing here would prove anything. */
    private void honest() {
        assertThat(walk.signIn(connection, "alice").attributes()).containsEntry("login", List.of("alice"));
    }

    /** Prints and asserts what came of it. */
    @Override
    public void close() {
        honest();
        walk.close();
        System.out.println(row + " attacks: " + tried + " tried, " + accepted.size() + " accepted (OAuth 2.0)");
        assertThat(accepted).as("accepted").isEmpty();
        assertThat(wronglyRefused).as("refused for another reason").isEmpty();
        assertThat(tried).isPositive();
    }
}
