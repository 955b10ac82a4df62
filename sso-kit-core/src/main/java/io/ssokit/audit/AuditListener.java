package io.ssokit.audit;

/**
 * Told what happened (SPI), after it happened, in the thread that did it. Called concurrently; should return quickly; an
 * exception it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface AuditListener {
    /** One event. */
    void on(AuditEvent event);
}
