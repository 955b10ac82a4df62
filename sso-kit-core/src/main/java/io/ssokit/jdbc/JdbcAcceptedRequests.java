package io.ssokit.jdbc;

import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.AcceptedRequestStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Accepted requests in table {@code sso_scim_request}, what became of their operations in {@code sso_scim_result}. Whoever
 * writes itself into the row has the turn; every later write names the holder, so that a node that was thought dead notes
 * nothing any more.
 */
final class JdbcAcceptedRequests implements AcceptedRequestStore {
    private static final int TRIES = 10;
    private static final String OF_HOLDER = " where tenant = ? and txn = ? and holder = ? and done = false";

    /** A row, read before it is known whether the turn is ours. */
    private record Found(Accepted request, int steps, int turns) {
        static Found read(ResultSet row) throws SQLException {
            Accepted request = new Accepted(
                    row.getString("tenant"),
                    row.getString("txn"),
                    row.getString("body"),
                    Stamp.instant(row, "accepted"));
            return new Found(request, row.getInt("steps"), row.getInt("turns"));
        }
    }

    private final Db db;
    private final Clock clock;

    JdbcAcceptedRequests(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public boolean add(Accepted request, int most) {
        return db.transaction(tx -> {
            long waiting = tx.number(Sql.of(
                    "select count(*) from sso_scim_request where tenant = ? and done = false", request.tenant()));
            if (waiting >= most) {
                return false;
            }
            tx.update(Sql.of(
                    "insert into sso_scim_request (tenant, txn, body, accepted, done, holder, due, steps, turns)"
                            + " values (?, ?, ?, ?, false, '', ?, 0, 0)",
                    request.tenant(),
                    request.txn(),
                    request.body(),
                    request.at(),
                    in(Duration.ZERO)));
            return true;
        });
    }

    @Override
    public Optional<Turn> take(Duration time) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<Found> found = db.transaction(this::next);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            Optional<Turn> turn = db.transaction(tx -> take(tx, found.get(), time));
            if (turn.isPresent()) {
                return turn;
            }
        }
        return Optional.empty();
    }

    private Optional<Found> next(Tx tx) throws SQLException {
        return tx.first(
                Sql.of(
                        "select tenant, txn, body, accepted, steps, turns from sso_scim_request"
                                + " where done = false and due <= ? order by accepted, txn fetch first 1 rows only",
                        clock.instant()),
                Found::read);
    }

    /** The condition is that of the search: another node may have been faster, and the database looks again. */
    private Optional<Turn> take(Tx tx, Found found, Duration time) throws SQLException {
        Instant now = clock.instant();
        String holder = RandomToken.bits128();
        Accepted request = found.request();
        int taken = tx.update(Sql.of(
                "update sso_scim_request set holder = ?, due = ?, turns = turns + 1"
                        + " where tenant = ? and txn = ? and done = false and due <= ? and steps = ? and turns = ?",
                holder,
                in(time),
                request.tenant(),
                request.txn(),
                now,
                found.steps(),
                found.turns()));
        return taken == 0
                ? Optional.empty()
                : Optional.of(new Turn(
                        request,
                        holder,
                        found.steps(),
                        results(tx, request.tenant(), request.txn()),
                        found.turns() + 1));
    }

    @Override
    public boolean save(Turn turn, int steps, int operation, String result, Duration time) {
        Accepted request = turn.request();
        return db.transaction(tx -> {
            Sql prolong = Sql.of("update sso_scim_request set steps = ?, due = ?, turns = 1", steps, in(time));
            if (tx.update(ofHolder(prolong, turn)) == 0) {
                return false;
            }
            int known = tx.update(Sql.of(
                    "update sso_scim_result set body = ? where tenant = ? and txn = ? and operation = ?",
                    result,
                    request.tenant(),
                    request.txn(),
                    operation));
            if (known == 0) {
                tx.update(Sql.of(
                        "insert into sso_scim_result (tenant, txn, operation, body) values (?, ?, ?, ?)",
                        request.tenant(),
                        request.txn(),
                        operation,
                        result));
            }
            return true;
        });
    }

    @Override
    public void giveBack(Turn turn, Duration pause, boolean begun) {
        Sql back = Sql.of("update sso_scim_request set holder = '', due = ?, turns = ?", in(pause), begun ? 1 : 0);
        db.run(tx -> tx.update(ofHolder(back, turn)));
    }

    @Override
    public boolean finish(Turn turn, Duration keep) {
        Sql finish = Sql.of("update sso_scim_request set done = true, body = '', expires = ?", in(keep));
        return db.transaction(tx -> tx.update(ofHolder(finish, turn))) > 0;
    }

    @Override
    public Optional<Progress> find(String tenant, String txn) {
        return db.transaction(tx -> {
            Optional<Boolean> done = tx.first(
                    Sql.of(
                            "select done from sso_scim_request where tenant = ? and txn = ?"
                                    + " and (expires is null or expires >= ?)",
                            tenant,
                            txn,
                            clock.instant()),
                    row -> row.getBoolean("done"));
            return done.isEmpty() ? Optional.empty() : Optional.of(new Progress(done.get(), results(tx, tenant, txn)));
        });
    }

    private static Sql ofHolder(Sql update, Turn turn) {
        return update.add(OF_HOLDER, turn.request().tenant(), turn.request().txn(), turn.holder());
    }

    private static Map<Integer, String> results(Tx tx, String tenant, String txn) throws SQLException {
        Map<Integer, String> results = new HashMap<>();
        tx.each(
                Sql.of("select operation, body from sso_scim_result where tenant = ? and txn = ?", tenant, txn),
                row -> results.put(row.getInt("operation"), row.getString("body")));
        return results;
    }

    /** The columns have milliseconds; rounded up by the database, what is due now would be due later. */
    private Instant in(Duration time) {
        return clock.instant().plus(time).truncatedTo(ChronoUnit.MILLIS);
    }
}
