package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.sql.SQLException;

/**
 * Numbers changes of one kind. Every change first counts up its one row of {@code sso_change}: changes of all nodes take turns
 * there, their stamps grow in the order in which they become visible, and what a change depends on cannot change under it.
 * Thread-safe.
 */
final class ChangeCounter {
    private final Db db;
    private final String name;

    /** A change, done whole or not at all. */
    @FunctionalInterface
    interface Change {
        void on(Tx tx, long stamp) throws SQLException;
    }

    ChangeCounter(Db db, String name) {
        this.db = db;
        this.name = name;
    }

    /** The stamp of the last change; 0 before the first. */
    long stamp(Tx tx) throws SQLException {
        return tx.number(Sql.of("select stamp from sso_change where name = ?", name));
    }

    void change(Change change) {
        while (!db.transaction(tx -> isDone(tx, change))) {
            make();
        }
    }

    private boolean isDone(Tx tx, Change change) throws SQLException {
        if (tx.update(Sql.of("update sso_change set stamp = stamp + 1 where name = ?", name)) == 0) {
            return false;
        }
        change.on(tx, stamp(tx));
        return true;
    }

    /** Once in the life of a database. */
    private void make() {
        try {
            db.run(tx -> tx.writeUnique(Sql.of("insert into sso_change (name, stamp) values (?, ?)", name, 0L), name));
        } catch (StoreException.Conflict othersWereFaster) {
            return;
        }
    }
}
