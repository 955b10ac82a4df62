package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;
import java.util.UUID;

/** What the store decides about a record. */
record Stamp(String id, long version, Instant created, Instant lastModified) {
    static Stamp first(Instant now) {
        return new Stamp(UUID.randomUUID().toString(), 1, now, now);
    }

    Stamp next(Instant now) {
        return new Stamp(id, version + 1, created, now);
    }

    static Stamp read(ResultSet row) throws SQLException {
        return new Stamp(
                row.getString("id"), row.getLong("version"), instant(row, "created"), instant(row, "last_modified"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * Locks a user or group until the transaction ends.
     *
     * @param kind {@code User} or {@code Group}
     * @throws StoreException.NotFound if there is none
     * @throws StoreException.StaleVersion if it has another version
     */
    static Stamp lock(Tx tx, String kind, String tenant, String id, OptionalLong expectedVersion) throws SQLException {
        String table = kind.equals("User") ? "sso_user" : "sso_group";
        Stamp found = tx.first(
                        Sql.of(
                                "select id, version, created, last_modified from " + table
                                        + " where tenant = ? and id = ? for update",
                                tenant,
                                id),
                        Stamp::read)
                .orElseThrow(() -> new StoreException.NotFound(kind + " " + id));
        if (expectedVersion.isPresent() && expectedVersion.getAsLong() != found.version) {
            throw new StoreException.StaleVersion(kind + " " + id);
        }
        return found;
    }
}
