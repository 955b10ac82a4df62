package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.state.OneTimeStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Used ids in table {@code sso_one_time}: whoever inserts the row has won, whatever node it is on. Rows whose time is
 * over are deleted about once a minute, by a call that has its own answer already.
 */
final class JdbcOneTime implements OneTimeStore {
    private static final Logger LOG = LoggerFactory.getLogger(JdbcOneTime.class);
    private static final Duration PURGE_EVERY = Duration.ofMinutes(1);

    private final Db db;
    private final Clock clock;
    private final AtomicReference<Instant> nextPurge = new AtomicReference<>(Instant.MIN);

    JdbcOneTime(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public boolean take(String purpose, String id, Instant until) {
        // The column has milliseconds: rounded up, for an id must not be forgotten early.
        Instant expires = until.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        boolean first = insert(purpose, id, expires);
        purgeNowAndThen();
        return first;
    }

    private boolean insert(String purpose, String id, Instant expires) {
        try {
            db.run(tx -> tx.writeUnique(
                    Sql.of("insert into sso_one_time (purpose, id, expires) values (?, ?, ?)", purpose, id, expires),
                    "id"));
            return true;
        } catch (StoreException.Conflict usedBefore) {
            return false;
        }
    }

    private void purgeNowAndThen() {
        Instant now = clock.instant();
        Instant due = nextPurge.get();
        if (now.isBefore(due) || !nextPurge.compareAndSet(due, now.plus(PURGE_EVERY))) {
            return;
        }
        try {
            db.run(tx -> tx.update(Sql.of("delete from sso_one_time where expires < ?", now)));
        } catch (StoreException.Unavailable later) {
            LOG.debug("used ids are purged the next time", later);
        }
    }
}
