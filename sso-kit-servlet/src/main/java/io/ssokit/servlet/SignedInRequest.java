package io.ssokit.servlet;

import io.ssokit.session.SsoSession;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * A request of a signed-in person. The only object that the filter makes for it: everything else is made when asked for.
 * Like every request of one thread at a time.
 */
final class SignedInRequest extends HttpServletRequestWrapper {
    private @Nullable SsoSession session;

    SignedInRequest(HttpServletRequest request, SsoSession session) {
        super(request);
        this.session = session;
    }

    /** An attribute, so that it is found through every wrapper that frameworks put around; not set, so that it costs nothing. */
    @Override
    public @Nullable Object getAttribute(String name) {
        return name.equals(SessionKeeper.ATTRIBUTE) ? session : super.getAttribute(name);
    }

    @Override
    public @Nullable String getRemoteUser() {
        return session == null ? null : session.userName();
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return session == null ? null : new Person(session.userName());
    }

    /** Groups are roles; {@code **} is everybody who is signed in (Servlet 6.0 §13.3). */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return session != null
                && role != null
                && (role.equals("**") || session.groups().contains(role));
    }

    @Override
    public @Nullable String getAuthType() {
        return session == null ? null : session.protocol();
    }

    @Override
    public boolean authenticate(HttpServletResponse response) throws IOException, ServletException {
        return session != null || super.authenticate(response);
    }

    /** Signs out of this app, as the Servlet API says; the app's own page should rather post to {@code /sso/logout}. */
    @Override
    public void logout() {
        session = null;
        SessionKeeper.end((HttpServletRequest) getRequest());
    }

    /**
     * The person as the Servlet API names them.
     *
     * @param getName the user name
     */
    private record Person(String getName) implements Principal {}
}
