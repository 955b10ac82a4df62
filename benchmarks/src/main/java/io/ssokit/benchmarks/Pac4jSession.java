package io.ssokit.benchmarks;

import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.context.session.SessionStore;

/** The container's session, as pac4j reads it. */
final class Pac4jSession implements SessionStore {
    static final Pac4jSession INSTANCE = new Pac4jSession();

    private Pac4jSession() {}

    @Override
    public Optional<Object> get(WebContext context, String key) {
        HttpSession session = ((Pac4jContext) context).request().getSession(false);
        return session == null ? Optional.empty() : Optional.ofNullable(session.getAttribute(key));
    }

    @Override
    public void set(WebContext context, String key, Object value) {
        throw new UnsupportedOperationException("set " + key);
    }

    @Override
    public Optional<String> getSessionId(WebContext context, boolean create) {
        throw new UnsupportedOperationException("getSessionId");
    }

    @Override
    public boolean destroySession(WebContext context) {
        throw new UnsupportedOperationException("destroySession");
    }

    @Override
    public Optional<Object> getTrackableSession(WebContext context) {
        throw new UnsupportedOperationException("getTrackableSession");
    }

    @Override
    public Optional<SessionStore> buildFromTrackableSession(WebContext context, Object session) {
        throw new UnsupportedOperationException("buildFromTrackableSession");
    }

    @Override
    public boolean renewSession(WebContext context) {
        throw new UnsupportedOperationException("renewSession");
    }
}
