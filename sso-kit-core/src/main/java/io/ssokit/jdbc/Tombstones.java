package io.ssokit.jdbc;

import java.sql.SQLException;
import java.time.Instant;

/** Names of deleted people, in table {@code sso_tombstone}; each method within a transaction. */
final class Tombstones {
    private Tombstones() {}

    /** @param key {@link Keys#folded} of the user name */
    static boolean contains(Tx tx, String tenant, String key) throws SQLException {
        return tx.number(Sql.of(
                        "select count(*) from sso_tombstone where tenant = ? and user_name_key = ?", tenant, key))
                > 0;
    }

    static void remove(Tx tx, String tenant, String key) throws SQLException {
        tx.update(Sql.of("delete from sso_tombstone where tenant = ? and user_name_key = ?", tenant, key));
    }

    static void put(Tx tx, String tenant, String key, Instant now) throws SQLException {
        remove(tx, tenant, key);
        tx.update(Sql.of(
                "insert into sso_tombstone (tenant, user_name_key, deleted) values (?, ?, ?)", tenant, key, now));
    }
}
