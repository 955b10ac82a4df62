package io.ssokit.store;

import io.ssokit.session.EndedSessions;
import io.ssokit.session.SessionRevocations;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The latest revocation of each person, and the sessions that ended one by one. Asked without a lock. */
final class MemoryRevocations implements SessionRevocations {
    private record Person(String tenant, String userId) {}

    private record Session(Person person, String id) {}

    private final Clock clock;
    private final Map<Person, EndedSessions> ended = new ConcurrentHashMap<>();
    private final Map<Session, Instant> untils = new HashMap<>();
    private final Expiring<Session> byExpiry = new Expiring<>();

    MemoryRevocations(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void revoke(String tenant, String userId, Instant at) {
        ended.compute(new Person(tenant, userId), (person, before) -> {
            EndedSessions now = before == null ? EndedSessions.NONE : before;
            Instant epoch = now.epoch().filter(at::isBefore).orElse(at);
            return new EndedSessions(Optional.of(epoch), now.ids());
        });
    }

    @Override
    public synchronized void end(String tenant, String userId, String sessionId, Instant until) {
        byExpiry.forgetBefore(clock.instant(), this::forgetUnlessProlonged);
        Session session = new Session(new Person(tenant, userId), sessionId);
        untils.merge(session, until, (before, now) -> now.isAfter(before) ? now : before);
        byExpiry.add(session, until);
        change(session, true);
    }

    @Override
    public EndedSessions ended(String tenant, String userId) {
        return ended.getOrDefault(new Person(tenant, userId), EndedSessions.NONE);
    }

    /** People about whom something is remembered. */
    int size() {
        return ended.size();
    }

    private void forgetUnlessProlonged(Session session) {
        Instant until = untils.get(session);
        if (until != null && until.isBefore(clock.instant())) {
            untils.remove(session);
            change(session, false);
        }
    }

    private void change(Session session, boolean add) {
        ended.compute(session.person(), (person, before) -> {
            EndedSessions now = before == null ? EndedSessions.NONE : before;
            Set<String> ids = new HashSet<>(now.ids());
            if (add) {
                ids.add(session.id());
            } else {
                ids.remove(session.id());
            }
            return ids.isEmpty() && now.epoch().isEmpty() ? null : new EndedSessions(now.epoch(), ids);
        });
    }
}
