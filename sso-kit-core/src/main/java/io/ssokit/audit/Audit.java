package io.ssokit.audit;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one; what one of them throws is logged and changes nothing. Thread-safe. */
public final class Audit implements AuditListener {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private final List<AuditListener> listeners;

    /** @param listeners told in this order */
    public Audit(List<AuditListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void on(AuditEvent event) {
        for (AuditListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException broken) {
                LOG.error("audit listener {} failed on {}", listener.getClass().getName(), event.name(), broken);
            }
        }
    }
}
