package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.provisioning.LeaseStore;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Turns in table {@code sso_lease}: one row each, and whoever has changed it has the turn. */
final class JdbcLeases implements LeaseStore {
    private final Db db;
    private final Clock clock;

    JdbcLeases(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public boolean take(String name, String holder, Instant until) {
        Instant now = clock.instant();
        // The column has milliseconds: cut, so that a turn is never longer than it was taken for.
        Instant expires = until.truncatedTo(ChronoUnit.MILLIS);
        int taken = db.transaction(tx -> tx.update(Sql.of(
                "update sso_lease set holder = ?, expires = ? where name = ? and (holder = ? or expires <= ?)",
                holder,
                expires,
                name,
                holder,
                now)));
        return taken == 1 || insert(name, holder, expires);
    }

    @Override
    public void release(String name, String holder) {
        db.run(tx -> tx.update(Sql.of("delete from sso_lease where name = ? and holder = ?", name, holder)));
    }

    private boolean insert(String name, String holder, Instant expires) {
        try {
            db.run(tx -> tx.writeUnique(
                    Sql.of("insert into sso_lease (name, holder, expires) values (?, ?, ?)", name, holder, expires),
                    "name"));
            return true;
        } catch (StoreException.Conflict somebodyElses) {
            return false;
        }
    }
}
