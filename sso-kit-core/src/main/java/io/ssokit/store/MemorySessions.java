package io.ssokit.store;

import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sessions by id, by subject and by the identity provider's name for them. One call at a time. */
final class MemorySessions implements SessionIndex {
    private record Id(String tenant, String session) {}

    /** What a logout can name: a subject, a session of the identity provider, or both. */
    private record Meant(String tenant, String connection, Optional<String> subject, Optional<String> index) {}

    /** A logout that came in at one time and is remembered until another. */
    private record Noted(Instant at, Instant until) {
        Noted and(Noted other) {
            return new Noted(later(at, other.at), later(until, other.until));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }

    private final Clock clock;
    private final Map<Id, Entry> sessions = new HashMap<>();
    private final Map<Meant, Set<Entry>> meant = new HashMap<>();
    private final Expiring<Entry> ending = new Expiring<>();
    private final Map<Meant, Noted> logouts = new HashMap<>();
    private final Expiring<Meant> fading = new Expiring<>();

    MemorySessions(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized boolean remember(Entry session) {
        forgetExpired();
        if (namesOf(session).stream().anyMatch(name -> isLoggedOutSince(name, session.startedAt()))) {
            return false;
        }
        forget(session.tenant(), session.sessionId());
        sessions.put(new Id(session.tenant(), session.sessionId()), session);
        namesOf(session)
                .forEach(name -> meant.computeIfAbsent(name, any -> new LinkedHashSet<>())
                        .add(session));
        ending.add(session, session.expiresAt());
        return true;
    }

    @Override
    public synchronized List<Entry> logOut(Logout logout) {
        forgetExpired();
        Set<Entry> found = new LinkedHashSet<>();
        for (Meant name : namesOf(logout)) {
            logouts.merge(name, new Noted(logout.at(), logout.until()), Noted::and);
            fading.add(name, logout.until());
            found.addAll(meant.getOrDefault(name, Set.of()));
        }
        Instant now = clock.instant();
        List<Entry> live = new ArrayList<>(found);
        live.removeIf(session -> session.expiresAt().isBefore(now));
        return live;
    }

    @Override
    public synchronized void forget(String tenant, String sessionId) {
        Entry session = sessions.remove(new Id(tenant, sessionId));
        if (session != null) {
            namesOf(session).forEach(name -> {
                Set<Entry> rest = meant.get(name);
                if (rest != null && rest.remove(session) && rest.isEmpty()) {
                    meant.remove(name);
                }
            });
        }
    }

    /** Sessions and logouts that are remembered. */
    synchronized int size() {
        return sessions.size() + logouts.size();
    }

    private boolean isLoggedOutSince(Meant name, Instant startedAt) {
        Noted logout = logouts.get(name);
        return logout != null && !logout.at().isBefore(startedAt);
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        ending.forgetBefore(now, session -> {
            if (session.equals(sessions.get(new Id(session.tenant(), session.sessionId())))) {
                forget(session.tenant(), session.sessionId());
            }
        });
        fading.forgetBefore(now, name -> {
            Noted logout = logouts.get(name);
            if (logout != null && logout.until().isBefore(now)) {
                logouts.remove(name);
            }
        });
    }

    private static List<Meant> namesOf(Entry session) {
        String tenant = session.tenant();
        String connection = session.connection();
        Optional<String> subject = Optional.of(session.nameId().key());
        List<Meant> names = new ArrayList<>(3);
        names.add(new Meant(tenant, connection, subject, Optional.empty()));
        session.sessionIndex().ifPresent(index -> {
            names.add(new Meant(tenant, connection, subject, Optional.of(index)));
            names.add(new Meant(tenant, connection, Optional.empty(), Optional.of(index)));
        });
        return names;
    }

    private static List<Meant> namesOf(Logout logout) {
        String tenant = logout.tenant();
        String connection = logout.connection();
        Optional<String> subject = logout.nameId().map(NameId::key);
        if (logout.sessionIndexes().isEmpty()) {
            return List.of(new Meant(tenant, connection, subject, Optional.empty()));
        }
        return logout.sessionIndexes().stream()
                .map(index -> new Meant(tenant, connection, subject, Optional.of(index)))
                .toList();
    }
}
