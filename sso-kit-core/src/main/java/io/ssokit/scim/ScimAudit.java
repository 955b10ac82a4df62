package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners what provisioning did; none of them can fail a request. */
final class ScimAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    private static final int MAX_PATH = 200;

    private final List<AuditListener> listeners;
    private final Clock clock;

    ScimAudit(List<AuditListener> listeners, Clock clock) {
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
    }

    /** @param what for example {@code user.created} */
    void changed(String tenant, String what, String id, String name) {
        tell(new AuditEvent.ScimChanged(clock.instant(), tenant, "scim." + what, id, name));
    }

    void refused(String tenant, ScimRequest request, ScimException refusal) {
        String path = request.path();
        tell(new AuditEvent.ScimRefused(
                clock.instant(),
                tenant,
                request.method(),
                path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH),
                refusal.status(),
                refusal.scimType(),
                refusal.detail()));
    }

    private void tell(AuditEvent event) {
        for (AuditListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException itsOwnProblem) {
                LOG.warn("an audit listener failed on {}", event.name(), itsOwnProblem);
            }
        }
    }
}
