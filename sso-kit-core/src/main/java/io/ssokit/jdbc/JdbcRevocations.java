package io.ssokit.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.ssokit.error.StoreException;
import io.ssokit.session.SessionRevocations;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Revocations in table {@code sso_revocation}. Asked on every request of a signed-in person, so each answer is kept for
 * two seconds; a revocation on this node counts at once.
 */
final class JdbcRevocations implements SessionRevocations {
    private static final Duration STALE = Duration.ofSeconds(2);
    private static final int PEOPLE = 20_000;
    private static final int TRIES = 5;

    private record Person(String tenant, String userId) {}

    private final Db db;
    private final Cache<Person, Optional<Instant>> cache;

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
        for (int tries = 1; ; tries++) {
            try {
                db.run(tx -> raise(tx, tenant, userId, epoch));
                break;
            } catch (StoreException.Conflict raced) {
                // A parallel call wrote the first epoch of this person; ours may be later.
                if (tries == TRIES) {
                    throw raced;
                }
            }
        }
        // After the commit: whoever reads from now on reads the new epoch.
        cache.invalidate(new Person(tenant, userId));
    }

    @Override
    public Optional<Instant> revokedAt(String tenant, String userId) {
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

    private Optional<Instant> read(Person person) {
        return db.transaction(tx -> tx.first(
                Sql.of(
                        "select revoked from sso_revocation where tenant = ? and user_id = ?",
                        person.tenant(),
                        person.userId()),
                row -> Stamp.instant(row, "revoked")));
    }
}
