package io.ssokit.servlet;

import io.ssokit.session.SsoSession;
import jakarta.servlet.ServletRequest;
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
}
