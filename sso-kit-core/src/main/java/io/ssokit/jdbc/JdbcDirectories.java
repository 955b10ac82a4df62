package io.ssokit.jdbc;

import io.ssokit.directory.Activity;
import io.ssokit.directory.Activity.Failure;
import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.error.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Run-time SCIM directories in table {@code sso_scim_directory}, what has come in at any in {@code sso_scim_activity} and
 * {@code sso_scim_token}. Every change of a directory goes through a {@link ChangeCounter}.
 */
final class JdbcDirectories implements DirectoryDocuments {
    private static final String COLUMNS = "select tenant, deleted, version, changed, sealed from sso_scim_directory";

    private final Db db;
    private final ChangeCounter counter;

    JdbcDirectories(Db db) {
        this.db = db;
        this.counter = new ChangeCounter(db, "directories");
    }

    @Override
    public Changes changesSince(long since) {
        return db.transaction(tx -> {
            // Read first: what is committed between the two statements comes again the next time.
            long stamp = counter.stamp(tx);
            List<Document> changed = stamp == since
                    ? List.of()
                    : tx.list(Sql.of(COLUMNS + " where stamp > ?", since), JdbcDirectories::document);
            return new Changes(stamp, changed);
        });
    }

    @Override
    public Optional<Document> find(String tenant) {
        return db.transaction(tx -> find(tx, tenant));
    }

    private static Optional<Document> find(Tx tx, String tenant) throws SQLException {
        return tx.first(Sql.of(COLUMNS + " where tenant = ?", tenant), JdbcDirectories::document);
    }

    @Override
    public void save(Document next) {
        counter.change((tx, stamp) -> save(tx, stamp, next));
    }

    private static void save(Tx tx, long stamp, Document next) throws SQLException {
        Optional<Document> before = find(tx, next.tenant());
        if (before.map(Document::version).orElse(0L) != next.version() - 1) {
            throw new StoreException.StaleVersion("SCIM directory " + next.tenant());
        }
        String statement = before.isEmpty()
                ? "insert into sso_scim_directory (deleted, version, stamp, changed, sealed, tenant)"
                        + " values (?, ?, ?, ?, ?, ?)"
                : "update sso_scim_directory set deleted = ?, version = ?, stamp = ?, changed = ?, sealed = ?"
                        + " where tenant = ?";
        tx.update(
                Sql.of(statement, next.deleted(), next.version(), stamp, next.changed(), next.sealed(), next.tenant()));
        if (next.deleted()) {
            tx.update(Sql.of("delete from sso_scim_activity where tenant = ?", next.tenant()));
            tx.update(Sql.of("delete from sso_scim_token where tenant = ?", next.tenant()));
        }
    }

    @Override
    public void add(Activity seen) {
        // Two nodes may be the first at once: one of them sees the other's row the second time.
        Races.retried(() -> db.run(tx -> add(tx, seen)));
    }

    private static void add(Tx tx, Activity seen) throws SQLException {
        Optional<Activity> before = tx.first(
                Sql.of("select * from sso_scim_activity where tenant = ? for update", seen.tenant()),
                JdbcDirectories::activity);
        Activity next = before.map(known -> known.plus(seen)).orElse(seen);
        String statement = before.isEmpty()
                ? "insert into sso_scim_activity (requested, succeeded, refused, failed, failure, users, user_groups, tenant)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)"
                : "update sso_scim_activity set requested = ?, succeeded = ?, refused = ?, failed = ?, failure = ?,"
                        + " users = ?, user_groups = ? where tenant = ?";
        tx.writeUnique(
                Sql.of(
                        statement,
                        next.request().orElse(null),
                        next.success().orElse(null),
                        next.refused().orElse(null),
                        next.failure().map(Failure::at).orElse(null),
                        next.failure().map(Failure::what).orElse(null),
                        next.users(),
                        next.groups(),
                        next.tenant()),
                "tenant");
        for (Map.Entry<String, Instant> use : seen.used().entrySet()) {
            use(tx, seen.tenant(), use.getKey(), use.getValue());
        }
    }

    /** Nodes take turns at the row of the tenant. */
    private static void use(Tx tx, String tenant, String id, Instant at) throws SQLException {
        int known = tx.update(Sql.of(
                "update sso_scim_token set used = case when used < ? then ? else used end where tenant = ? and id = ?",
                at,
                at,
                tenant,
                id));
        if (known == 0) {
            tx.writeUnique(
                    Sql.of("insert into sso_scim_token (tenant, id, used) values (?, ?, ?)", tenant, id, at), "id");
        }
    }

    @Override
    public Optional<Activity> activity(String tenant) {
        return db.transaction(tx -> {
            Map<String, Instant> used = new HashMap<>();
            tx.each(
                    Sql.of("select id, used from sso_scim_token where tenant = ?", tenant),
                    row -> used.put(row.getString("id"), Stamp.instant(row, "used")));
            return tx.first(
                            Sql.of("select * from sso_scim_activity where tenant = ?", tenant),
                            JdbcDirectories::activity)
                    .map(found -> found.plus(new Activity(
                            tenant,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            0,
                            0,
                            used)));
        });
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(
                row.getString("tenant"),
                row.getBoolean("deleted"),
                row.getLong("version"),
                Stamp.instant(row, "changed"),
                row.getString("sealed"));
    }

    private static Activity activity(ResultSet row) throws SQLException {
        Optional<Instant> failed = time(row, "failed");
        String failure = row.getString("failure");
        return new Activity(
                row.getString("tenant"),
                time(row, "requested"),
                time(row, "succeeded"),
                time(row, "refused"),
                failed.map(at -> new Failure(at, failure)),
                row.getLong("users"),
                row.getLong("user_groups"),
                Map.of());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
