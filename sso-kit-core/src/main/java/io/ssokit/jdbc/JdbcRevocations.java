package io.ssokit.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ssokit.session.EndedSessions;
import io.ssokit.session.SessionRevocations;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Revocations in table {@code sso_revocation}, sessions that ended one by one in {@code sso_ended_session}. Asked on every
 * request of a signed-in person, so each answer is kept for two seconds; what ends on this node counts at once.
 */
final class JdbcRevocations implements SessionRevocations {
    private static final Duration STALE = Duration.ofSeconds(2);
    private static final int PEOPLE = 20_000;

    private record Person(String tenant, String userId) {}

    private final Db db;
    private final Cache<Person, EndedSessions> cache;

    JdbcRevocations(Db db, Ticker ticker) {
        this.db = db;
        this.cache = Caffeine.newBuilder()
                .expireAfterWrite(STALE)
                .maximumSize(PEOPLE)
                .ticker(ticker)
                .build();
    }

    @Override
    public void revoke(String tenant, String userId, Instant at) {
        // The column has microseconds: rounded up, so that a session of this very instant is dead.
        Instant epoch = at.plusNanos(999).truncatedTo(ChronoUnit.MICROS);
        Races.retried(() -> db.run(tx -> raise(tx, tenant, userId, epoch)));
        // After the commit: whoever reads from now on reads the new epoch.
        cache.invalidate(new Person(tenant, userId));
    }

    @Override
    public void end(String tenant, String userId, String sessionId, Instant until) {
        // The column has milliseconds: rounded up, for an ended session must not be forgotten early.
        Instant expires = until.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        Races.retried(() -> db.run(tx -> end(tx, new Person(tenant, userId), sessionId, expires)));
        cache.invalidate(new Person(tenant, userId));
    }

    @Override
    public EndedSessions ended(String tenant, String userId) {
        return cache.get(new Person(tenant, userId), this::read);
    }

    private static void raise(Tx tx, String tenant, String userId, Instant epoch) throws SQLException {
        int raised = tx.update(Sql.of(
                "update sso_revocation set revoked = case when revoked < ? then ? else revoked end"
                        + " where tenant = ? and user_id = ?",
                epoch,
                epoch,
                tenant,
                userId));
        if (raised == 0) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_revocation (tenant, user_id, revoked) values (?, ?, ?)",
                            tenant,
                            userId,
                            epoch),
                    "userId");
        }
    }

    private static void end(Tx tx, Person person, String sessionId, Instant expires) throws SQLException {
        int prolonged = tx.update(Sql.of(
                "update sso_ended_session set expires = case when expires < ? then ? else expires end"
                        + " where tenant = ? and user_id = ? and session_id = ?",
                expires,
                expires,
                person.tenant(),
                person.userId(),
                sessionId));
        if (prolonged == 0) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_ended_session (tenant, user_id, session_id, expires) values (?, ?, ?, ?)",
                            person.tenant(),
                            person.userId(),
                            sessionId,
                            expires),
                    "sessionId");
        }
    }

    /** One statement, for one round trip. */
    private EndedSessions read(Person person) {
        return db.transaction(tx -> {
            AtomicReference<Instant> epoch = new AtomicReference<>();
            Set<String> ids = new HashSet<>();
            Sql both = Sql.of(
                    "select revoked, null as session_id from sso_revocation where tenant = ? and user_id = ?"
                            + " union all select null as revoked, session_id from sso_ended_session"
                            + " where tenant = ? and user_id = ?",
                    person.tenant(),
                    person.userId(),
                    person.tenant(),
                    person.userId());
            tx.each(both, row -> {
                String id = row.getString("session_id");
                if (id == null) {
                    epoch.set(Stamp.instant(row, "revoked"));
                } else {
                    ids.add(id);
                }
            });
            boolean none = epoch.get() == null && ids.isEmpty();
            return none ? EndedSessions.NONE : new EndedSessions(Optional.ofNullable(epoch.get()), ids);
        });
    }
}
