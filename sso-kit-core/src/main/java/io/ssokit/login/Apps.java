package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Trust;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply.SignedIn;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a sign-in opens: this app itself, or a further application where the connection says so. A connection that signs
 * nobody in to this app leaves no session of its own here: all it leads to is a launch link. Thread-safe.
 */
final class Apps {
    private static final String PARAMETER = "app";

    private final AppLinks links;

    Apps(AppLinks links) {
        this.links = links;
    }

    /**
     * The application that a request to start asks for; empty for this app itself.
     *
     * @throws LoginException if the connection does not lead there
     */
    Optional<String> wanted(IdpConnection connection, LoginRequest request) {
        List<String> named = request.query().getOrDefault(PARAMETER, List.of());
        if (named.size() > 1) {
            throw LoginException.of(LoginError.MALFORMED, "at most one app", named.size() + " of them");
        }
        return allowed(connection, named.stream().findFirst());
    }

    /**
     * The application that a sign-in goes to which names {@code app}, or names none.
     *
     * @throws LoginException if the connection does not lead there, or not any more
     */
    Optional<String> allowed(IdpConnection connection, Optional<String> app) {
        Trust.Apps open = connection.trust().apps();
        Optional<String> target = app.or(() -> open.signIn() ? Optional.empty() : only(connection));
        target.ifPresent(id -> requireOpen(open, id));
        return target;
    }

    /**
     * Where somebody goes who has just been let in.
     *
     * @param app what {@link #allowed} gave out
     * @throws LoginException if the person may not open it
     */
    LoginReply open(IdpConnection connection, SignedIn signedIn, Optional<String> app) {
        if (app.isEmpty()) {
            return signedIn;
        }
        URI link = links.link(signedIn.session(), app.get());
        return connection.trust().apps().signIn()
                ? new SignedIn(signedIn.session(), signedIn.identity(), link, signedIn.cookies())
                : new LoginReply.Redirect(link, signedIn.cookies());
    }

    static LoginException refused(String expected, String received) {
        return LoginException.of(LoginError.APP_REFUSED, expected, received);
    }

    private void requireOpen(Trust.Apps open, String app) {
        if (!open.admits(app) || !links.has(app)) {
            throw refused("a launch target that the connection's apps name", "'" + app + "'");
        }
    }

    private static Optional<String> only(IdpConnection connection) {
        Set<String> apps = connection.trust().apps().targets().orElse(Set.of());
        if (apps.size() != 1) {
            throw LoginException.of(
                    LoginError.SIGN_IN_OFF,
                    "an app to open (sign-in: false), as in /sso/start/" + connection.id() + "?app=",
                    "none");
        }
        return apps.stream().findFirst();
    }
}
