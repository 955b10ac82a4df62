package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.state.OneTimeStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Used ids in table {@code sso_one_time}: whoever inserts the row has won, whatever node it is on. */
final class JdbcOneTime implements OneTimeStore {
    private final Db db;

    JdbcOneTime(Db db) {
        this.db = db;
    }

    @Override
    public boolean take(String purpose, String id, Instant until) {
        // The column has milliseconds: rounded up, for an id must not be forgotten early.
        Instant expires = until.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
        return insert(purpose, id, expires);
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
}
