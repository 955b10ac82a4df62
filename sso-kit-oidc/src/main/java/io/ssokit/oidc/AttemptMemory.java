package io.ssokit.oidc;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.context.session.SessionStore;

/**
 * What pac4j takes for the web session: the memory of one attempt, so that two tabs do not overwrite each other's state,
 * nonce and verifier. For one thread.
 */
final class AttemptMemory implements SessionStore {
    private final Map<String, Object> values;

    AttemptMemory() {
        this(Map.of());
    }

    /** What was remembered when the attempt started. */
    AttemptMemory(Map<String, Object> remembered) {
        this.values = new HashMap<>(remembered);
    }

    /** All that is remembered. */
    Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public Optional<Object> get(WebContext context, String key) {
        return Optional.ofNullable(values.get(key));
    }

    @Override
    public void set(WebContext context, String key, @Nullable Object value) {
        if (value == null) {
            values.remove(key);
        } else {
            values.put(key, value);
        }
    }

    @Override
    public Optional<String> getSessionId(WebContext context, boolean createSession) {
        return Optional.empty();
    }

    @Override
    public boolean destroySession(WebContext context) {
        values.clear();
        return true;
    }

    @Override
    public Optional<Object> getTrackableSession(WebContext context) {
        return Optional.empty();
    }

    @Override
    public Optional<SessionStore> buildFromTrackableSession(WebContext context, Object trackableSession) {
        return Optional.empty();
    }

    @Override
    public boolean renewSession(WebContext context) {
        return false;
    }
}
