package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One open transaction. Not thread-safe; ends with the work it was made for. */
final class Tx {
    private static final int FETCH = 500;
    private static final int BATCH = 500;

    /** Reads the current row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Takes one row after the other. */
    @FunctionalInterface
    interface Rows {
        void next(ResultSet row) throws SQLException;
    }

    private final Connection connection;
    private final Deadlines deadlines;

    Tx(Connection connection, Deadlines deadlines) {
        this.connection = connection;
        this.deadlines = deadlines;
    }

    /** @return how many rows were changed */
    int update(Sql sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            return statement.executeUpdate();
        }
    }

    /** Writes a row; a value of {@code attribute} that another row has is a conflict. */
    int writeUnique(Sql sql, String attribute) throws SQLException {
        try {
            return update(sql);
        } catch (SQLException failed) {
            if (Failures.isUnique(failed)) {
                throw StoreException.Conflict.taken(attribute);
            }
            throw failed;
        }
    }

    <T> List<T> list(Sql sql, Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        each(sql, found -> all.add(row.read(found)));
        return all;
    }

    <T> Optional<T> first(Sql sql, Row<T> row) throws SQLException {
        List<T> all = list(sql, row);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
    }

    long number(Sql sql) throws SQLException {
        return first(sql, row -> row.getLong(1)).orElse(0L);
    }

    /** Row by row, however many there are. */
    void each(Sql sql, Rows rows) throws SQLException {
        try (PreparedStatement statement = prepare(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.next(found);
                }
            }
        }
    }

    /**
     * One statement for many values, sent in few round trips.
     *
     * @return how many rows were changed in all
     */
    int batch(String text, Collection<List<Object>> values) throws SQLException {
        if (values.isEmpty()) {
            return 0;
        }
        int changed = 0;
        try (PreparedStatement statement = prepare(text)) {
            int waiting = 0;
            for (List<Object> some : values) {
                bind(statement, some);
                statement.addBatch();
                if (++waiting % BATCH == 0) {
                    changed += IntStream.of(statement.executeBatch()).sum();
                }
            }
            return waiting % BATCH == 0
                    ? changed
                    : changed + IntStream.of(statement.executeBatch()).sum();
        }
    }

    String databaseProduct() throws SQLException {
        return connection.getMetaData().getDatabaseProductName();
    }

    private PreparedStatement prepare(Sql sql) throws SQLException {
        PreparedStatement statement = prepare(sql.text());
        bind(statement, sql.values());
        return statement;
    }

    private PreparedStatement prepare(String text) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text);
        deadlines.limit(statement);
        return statement;
    }

    private static void bind(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
        int at = 1;
        for (Object value : values) {
            bind(statement, at++, value);
        }
    }

    private static void bind(PreparedStatement statement, int at, @Nullable Object value) throws SQLException {
        if (value instanceof Instant instant) {
            statement.setObject(at, instant.atOffset(ZoneOffset.UTC));
        } else if (value instanceof String text) {
            // PostgreSQL's text cannot hold the character 0.
            statement.setString(at, text.replace('\0', '\uFFFD'));
        } else {
            statement.setObject(at, value);
        }
    }
}
