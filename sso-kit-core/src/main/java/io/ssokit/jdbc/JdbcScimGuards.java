package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.store.Retention;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Departures in table {@code sso_scim_departure}, one row a minute; stopped directories in {@code sso_scim_breaker}; groups that
 * are no more in {@code sso_group_tombstone}.
 */
final class JdbcScimGuards implements ScimGuardStore {
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private final Db db;
    private final Duration tombstones;

    /** @param tombstones how long they stay */
    JdbcScimGuards(Db db, Duration tombstones) {
        this.db = db;
        this.tombstones = tombstones;
    }

    @Override
    public long depart(String tenant, Instant at, Instant since) {
        Instant minute = at.truncatedTo(ChronoUnit.MINUTES);
        Races.retried(() -> db.run(tx -> count(tx, tenant, minute)));
        // A transaction of its own: what other nodes have counted by now is in it.
        return db.transaction(tx -> tx.number(Sql.of(
                "select coalesce(sum(people), 0) from sso_scim_departure where tenant = ? and departed >= ?",
                tenant,
                since.truncatedTo(ChronoUnit.MINUTES))));
    }

    @Override
    public Optional<Trip> tripped(String tenant) {
        return db.transaction(tx -> tx.first(
                Sql.of("select tripped, people, active from sso_scim_breaker where tenant = ?", tenant),
                row -> new Trip(Stamp.instant(row, "tripped"), row.getLong("people"), row.getLong("active"))));
    }

    @Override
    public boolean trip(String tenant, Trip trip) {
        try {
            db.run(tx -> tx.writeUnique(
                    Sql.of(
                            "insert into sso_scim_breaker (tenant, tripped, people, active) values (?, ?, ?, ?)",
                            tenant,
                            trip.at().truncatedTo(ChronoUnit.MILLIS),
                            trip.people(),
                            trip.active()),
                    "tenant"));
            return true;
        } catch (StoreException.Conflict somebodyElseWas) {
            return false;
        }
    }

    @Override
    public boolean resume(String tenant) {
        return db.transaction(tx -> {
            tx.update(Sql.of("delete from sso_scim_departure where tenant = ?", tenant));
            return tx.update(Sql.of("delete from sso_scim_breaker where tenant = ?", tenant)) == 1;
        });
    }

    @Override
    public void bury(GroupTombstone tombstone) {
        Races.retried(() -> db.run(tx -> {
            tx.update(Sql.of(
                    "delete from sso_group_tombstone where tenant = ? and id = ?", tombstone.tenant(), tombstone.id()));
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_group_tombstone"
                                    + " (tenant, id, display_name, external_id, deleted, by_app, expires)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)",
                            tombstone.tenant(),
                            tombstone.id(),
                            tombstone.displayName(),
                            tombstone.externalId().orElse(null),
                            tombstone.deleted().truncatedTo(ChronoUnit.MILLIS),
                            tombstone.byApp(),
                            Retention.until(tombstone.deleted(), tombstones)),
                    "id");
        }));
    }

    @Override
    public Optional<GroupTombstone> tombstone(String tenant, String groupId) {
        return db.transaction(tx -> tx.first(
                Sql.of(
                        "select display_name, external_id, deleted, by_app from sso_group_tombstone"
                                + " where tenant = ? and id = ?",
                        tenant,
                        groupId),
                row -> new GroupTombstone(
                        tenant,
                        groupId,
                        row.getString("display_name"),
                        Optional.ofNullable(row.getString("external_id")),
                        Stamp.instant(row, "deleted"),
                        row.getBoolean("by_app"))));
    }

    private static void count(Tx tx, String tenant, Instant minute) throws SQLException {
        int counted = tx.update(Sql.of(
                "update sso_scim_departure set people = people + 1 where tenant = ? and departed = ?", tenant, minute));
        if (counted == 0) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_scim_departure (tenant, departed, people, expires) values (?, ?, 1, ?)",
                            tenant,
                            minute,
                            minute.plus(REMEMBERED)),
                    "departed");
        }
    }
}
