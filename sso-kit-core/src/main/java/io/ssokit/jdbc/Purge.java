package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows whose column {@code expires} is over, about once a minute, in a call that has its own answer already.
 * Thread-safe.
 */
final class Purge {
    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Db db;
    private final Clock clock;
    private final String table;
    private final AtomicReference<Instant> due = new AtomicReference<>(Instant.MIN);

    Purge(Db db, Clock clock, String table) {
        this.db = db;
        this.clock = clock;
        this.table = table;
    }

    void nowAndThen() {
        Instant now = clock.instant();
        Instant next = due.get();
        if (now.isBefore(next) || !due.compareAndSet(next, now.plus(EVERY))) {
            return;
        }
        try {
            db.run(tx -> tx.update(Sql.of("delete from " + table + " where expires < ?", now)));
        } catch (StoreException.Unavailable later) {
            LOG.debug("table {} is purged the next time", table, later);
        }
    }
}
