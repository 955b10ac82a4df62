package io.ssokit.jdbc;

import io.ssokit.store.Retention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * Deletes what is over from every table, for nobody who waits. Each step finds at most a thousand rows by an index and deletes
 * them by their keys in a transaction of its own; a run ends after a hundred steps, and the next one goes on. Nodes that run at
 * once delete the same rows or different ones, each row once. Thread-safe.
 */
final class Purge {
    private static final int ROWS = 1_000;
    private static final int STEPS = 100;

    private static final String WITHOUT_RESULTS =
            " and not exists (select 1 from sso_scim_result r where r.tenant = t.tenant and r.txn = t.txn)";

    private final Db db;
    private final Clock clock;
    private final List<Perishable> tables;

    Purge(Db db, Clock clock, Retention retention) {
        this.db = db;
        this.clock = clock;
        this.tables = tables(retention);
    }

    static List<Perishable> tables(Retention retention) {
        String[] request = {"tenant", "txn"};
        return List.of(
                expiring("sso_one_time", "purpose", "id"),
                expiring("sso_session", "tenant", "session_id"),
                expiring("sso_ended_session", "tenant", "user_id", "session_id"),
                expiring("sso_logout", "tenant", "connection", "subject_key", "index_key"),
                expiring("sso_lease", "name"),
                expiring("sso_scim_departure", "tenant", "departed"),
                // First: a request would take as many results with it as it had operations.
                Perishable.owned("sso_scim_result", "sso_scim_request", "expires", request, "operation"),
                Perishable.of("sso_scim_request", "expires", Duration.ZERO, WITHOUT_RESULTS, request),
                expiring("sso_scim_event", "number"),
                expiring("sso_group_tombstone", "tenant", "id"),
                Perishable.of("sso_tombstone", "deleted", retention.deletedPeople(), "", "tenant", "user_name_key"));
    }

    private static Perishable expiring(String table, String... key) {
        return Perishable.of(table, "expires", Duration.ZERO, "", key);
    }

    /**
     * One run.
     *
     * @return how many rows were deleted
     */
    int run() {
        return run(STEPS);
    }

    int run(int most) {
        Instant now = clock.instant();
        // In turns, so that no table waits for another one to be done.
        Queue<Perishable> left = new ArrayDeque<>(tables);
        int deleted = 0;
        for (int steps = 0; steps < most && !left.isEmpty(); steps++) {
            Perishable table = left.remove();
            Optional<Instant> before = Retention.before(now, table.kept());
            if (before.isPresent()) {
                Step step = db.transaction(tx -> step(tx, table, before.get()));
                deleted += step.deleted();
                if (step.found() == ROWS) {
                    left.add(table);
                }
            }
        }
        return deleted;
    }

    private record Step(int found, int deleted) {}

    private static Step step(Tx tx, Perishable table, Instant before) throws SQLException {
        List<List<Object>> keys = tx.list(table.find(before, ROWS), row -> key(row, table.columns()));
        return new Step(keys.size(), tx.batch(table.delete(), table.deletions(keys, before)));
    }

    private static List<Object> key(ResultSet row, int columns) throws SQLException {
        List<Object> key = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            key.add(row.getObject(i));
        }
        return key;
    }
}
