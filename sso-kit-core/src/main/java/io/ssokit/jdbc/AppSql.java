package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The app's own SQL, run as the shipped stores run theirs, for a {@link io.ssokit.user.PeopleStore}: each statement is a
 * transaction of its own, read committed and bounded in time; lost races are tried again; failures are
 * {@link StoreException.Unavailable}. Works on any database with a JDBC driver. Thread-safe.
 */
public final class AppSql {
    private final Db db;

    private AppSql(DataSource source) {
        this.db = new Db(Connections.of(source));
    }

    /** On the app's own pool. */
    public static AppSql of(DataSource source) {
        return new AppSql(source);
    }

    /** Reads the current row. */
    @FunctionalInterface
    public interface Row<T> {
        /** Called once for each row; must not move on. */
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Changes rows.
     *
     * @param unique the attribute of a person that a unique constraint of the table is over, for example
     *     {@code userName}
     * @param values for the question marks; an {@code Instant} is bound as a time with zone
     * @return how many rows were changed
     * @throws StoreException.Conflict if another row has the value of {@code unique}
     */
    public int write(String unique, String statement, @Nullable Object... values) {
        return db.transaction(tx -> tx.writeUnique(Sql.of(statement, values), unique));
    }

    /**
     * Reads all rows of a query.
     *
     * @param values for the question marks
     */
    public <T> List<T> read(Row<T> row, String query, @Nullable Object... values) {
        return db.transaction(tx -> tx.list(Sql.of(query, values), row::read));
    }

    /** The time in a column of type {@code timestamp with time zone}. */
    public static Instant time(ResultSet row, String column) throws SQLException {
        return Stamp.instant(row, column);
    }
}
