package io.ssokit.jdbc;

import io.ssokit.user.UniqueAttributes.Key;
import java.sql.SQLException;

/**
 * Unique values of attributes of the app's own in {@code sso_user_unique} and {@code sso_group_unique}: the primary key decides
 * who was first, on every node. Rows go with their record.
 */
final class UniqueKeys {
    private UniqueKeys() {}

    static void ofUser(Tx tx, String tenant, String id, Iterable<Key> keys) throws SQLException {
        write(tx, "sso_user_unique", "user_id", tenant, id, keys);
    }

    static void ofGroup(Tx tx, String tenant, String id, Iterable<Key> keys) throws SQLException {
        write(tx, "sso_group_unique", "group_id", tenant, id, keys);
    }

    private static void write(Tx tx, String table, String owner, String tenant, String id, Iterable<Key> keys)
            throws SQLException {
        tx.update(Sql.of("delete from " + table + " where tenant = ? and " + owner + " = ?", tenant, id));
        String insert = "insert into " + table + " (tenant, attribute, value_key, " + owner + ") values (?, ?, ?, ?)";
        for (Key key : keys) {
            tx.writeUnique(
                    Sql.of(insert, tenant, Keys.exact(key.attribute()), Keys.exact(key.value()), id), key.attribute());
        }
    }
}
