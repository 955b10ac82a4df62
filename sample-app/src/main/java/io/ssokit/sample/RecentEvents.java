package io.ssokit.sample;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest audit events, for the start page. An application would write them to its log. Thread-safe. */
final class RecentEvents implements AuditListener {
    private static final int KEPT = 50;
    private final Deque<AuditEvent> events = new ArrayDeque<>();

    @Override
    public synchronized void on(AuditEvent event) {
        if (events.size() == KEPT) {
            events.removeLast();
        }
        events.addFirst(event);
    }

    /** The newest first. */
    synchronized List<AuditEvent> latest(int count) {
        return events.stream().limit(count).toList();
    }
}
