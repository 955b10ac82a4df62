package io.ssokit.servlet;

import io.ssokit.login.LocalSignIn;
import io.ssokit.session.SsoSession;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Who is signed in, for the app's own code: {@code SsoSession me = Sso.session(request);}. Beside it,
 * {@code request.getRemoteUser()}, {@code getUserPrincipal()} and {@code isUserInRole(group)} answer as usual. Stateless.
 */
public final class Sso {
    private Sso() {}

    /**
     * The signed-in person of a protected page.
     *
     * @throws IllegalStateException if nobody is signed in, which happens only on a page that is not protected
     */
    public static SsoSession session(ServletRequest request) {
        return find(request)
                .orElseThrow(() -> new IllegalStateException(
                        "Nobody is signed in. Protect this page (SsoKit's protect(\"/path/*\")), or ask Sso.find(request)"
                                + " on pages that are open to everybody."));
    }

    /** The signed-in person, on any page that {@link SsoFilter} has seen. A session that is over or revoked is none. */
    public static Optional<SsoSession> find(ServletRequest request) {
        return request.getAttribute(SessionKeeper.ATTRIBUTE) instanceof SsoSession session
                ? Optional.of(session)
                : Optional.empty();
    }

    /**
     * Signs in somebody whom the app itself has authenticated, on the page at {@code local-login}: the way in that stays open
     * when identity providers are down. Sends the answer, so the app writes nothing more: a redirect to where the person was
     * going, under a new session id, or a page that says why not. The app has checked before whatever it knows the person by,
     * slowed down who guesses, and made sure that its own form sent the request (CSRF).
     *
     * @param who the person, and where to go on
     * @return whether the person is signed in; refused are people who are deactivated, unknown to this tenant, or pinned to a
     *     connection without {@link LocalSignIn#breakGlass}
     * @throws IllegalStateException if {@link SsoServlets} is not installed in this web application
     * @throws IOException if the browser breaks off
     */
    public static boolean signIn(HttpServletRequest request, HttpServletResponse response, LocalSignIn who)
            throws IOException {
        return LocalEntrance.of(request).signIn(request, response, who);
    }
}
