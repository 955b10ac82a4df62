package io.ssokit.jdbc;

import io.ssokit.user.SortKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Reads records in one order and direction, from a key on. Never by skipping what comes before a key, so a page costs the same
 * wherever it is.
 *
 * @param select the columns, {@code sort_key} among them, up to and with all conditions
 * @param id the column of the record's id
 * @param ascending the direction of reading
 */
record Walk<T>(Sql select, SortColumn column, String id, boolean ascending, Tx.Row<T> row) {
    private static final int CHUNK = 500;

    /** A record and where it stands. */
    record Placed<T>(SortKey key, T item) {}

    /** The next records behind a key, or the first ones; fewer than the limit if no more follow. */
    List<Placed<T>> read(Tx tx, Optional<SortKey> start, int limit) throws SQLException {
        List<Placed<T>> found = new ArrayList<>();
        // An index finds a key among the values, and another one among the records without value: one statement for
        // each.
        boolean startsWithout = start.filter(key -> key.value() == null).isPresent();
        for (boolean without : ascending ? new boolean[] {false, true} : new boolean[] {true, false}) {
            boolean passed = start.isPresent() && startsWithout != without && startsWithout == ascending;
            if (passed || (without && !column.nullable()) || found.size() == limit) {
                continue;
            }
            Optional<SortKey> from = start.filter(key -> startsWithout == without);
            Sql sql = without ? withoutValue(from) : withValue(from);
            found.addAll(tx.list(sql.add(" fetch next ? rows only", limit - found.size()), this::placed));
        }
        return found;
    }

    /** All records behind a key, or all of them, a few hundred at a time; none is kept. */
    Iterator<Placed<T>> iterator(Tx tx, Optional<SortKey> start) {
        return new Iterator<>() {
            private Optional<SortKey> last = start;
            private List<Placed<T>> chunk = List.of();
            private int at;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (at == chunk.size() && !ended) {
                    chunk = readSafely(tx, last);
                    at = 0;
                    ended = chunk.size() < CHUNK;
                    last = chunk.isEmpty()
                            ? last
                            : Optional.of(chunk.get(chunk.size() - 1).key());
                }
                return at < chunk.size();
            }

            @Override
            public Placed<T> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return chunk.get(at++);
            }
        };
    }

    private List<Placed<T>> readSafely(Tx tx, Optional<SortKey> start) {
        try {
            return read(tx, start, CHUNK);
        } catch (SQLException failed) {
            throw Failures.unavailable(failed);
        }
    }

    /** Skips records first. */
    List<Placed<T>> skip(Tx tx, int offset, int limit) throws SQLException {
        String nulls = ascending ? " nulls last, " : " nulls first, ";
        String order =
                column.nullable() ? " order by " + column.sql() + direction() + nulls + id + direction() : order();
        return tx.list(copy().add(order).add(" offset ? rows fetch next ? rows only", offset, limit), this::placed);
    }

    /**
     * Skips records first, where few fulfil the conditions: all of them are found, and then sorted. Read in their order from the
     * start, the first of them may stand behind a million others, and databases guess that wrong.
     */
    List<Placed<T>> few(Tx tx, int offset, int limit) throws SQLException {
        String nulls = !column.nullable() ? "" : ascending ? " nulls last" : " nulls first";
        // Without the offset PostgreSQL would make one query of the two again.
        Sql sql = Sql.of("select * from (")
                .add(copy())
                .add(" offset 0 rows) few order by sort_key" + direction() + nulls + ", id" + direction())
                .add(" offset ? rows fetch next ? rows only", offset, limit);
        return tx.list(sql, this::placed);
    }

    private Sql withValue(Optional<SortKey> from) {
        Sql sql = copy();
        if (column.nullable()) {
            sql.add(" and " + column.sql() + " is not null");
        }
        if (column.unique()) {
            from.ifPresent(key -> sql.add(" and " + column.sql() + (ascending ? " > ?" : " < ?"), key.value()));
            return sql.add(order());
        }
        from.ifPresent(key -> sql.add(
                // The first condition is for H2, whose indexes do not know pairs.
                " and " + column.sql() + (ascending ? " >= ?" : " <= ?") + " and (" + column.sql() + ", " + id + ")"
                        + (ascending ? " > " : " < ") + "(?, ?)",
                key.value(),
                key.value(),
                key.id()));
        return sql.add(order());
    }

    private String order() {
        return " order by " + column.sql() + direction() + (column.unique() ? "" : ", " + id + direction());
    }

    private Sql withoutValue(Optional<SortKey> from) {
        Sql sql = copy().add(" and " + column.sql() + " is null");
        from.ifPresent(key -> sql.add(" and " + id + (ascending ? " > ?" : " < ?"), key.id()));
        return sql.add(" order by " + id + direction());
    }

    private Placed<T> placed(ResultSet found) throws SQLException {
        return new Placed<>(column.key(found), row.read(found));
    }

    private String direction() {
        return ascending ? "" : " desc";
    }

    private Sql copy() {
        return Sql.of("").add(select);
    }
}
