package io.ssokit.jdbc;

import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery.Sort;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A column to order records by.
 *
 * @param sql the column, bounded in length and indexed behind the tenant and before the id
 * @param kind what it holds
 * @param caseExact whether its text is not folded
 * @param nullable whether a record may have no value
 * @param unique whether no two records of a tenant have the same value
 */
record SortColumn(String sql, Kind kind, boolean caseExact, boolean nullable, boolean unique) {
    /** Text in a unique column. */
    static SortColumn name(String sql, boolean caseExact) {
        return new SortColumn(sql, Kind.TEXT, caseExact, false, true);
    }

    /** Text that may be missing. */
    static SortColumn text(String sql, boolean caseExact) {
        return new SortColumn(sql, Kind.TEXT, caseExact, true, false);
    }

    /** A point in time. */
    static SortColumn time(String sql) {
        return new SortColumn(sql, Kind.TIME, true, false, false);
    }

    /** True or false. */
    static SortColumn flag(String sql) {
        return new SortColumn(sql, Kind.FLAG, true, false, false);
    }

    /** What a column holds. */
    enum Kind {
        TEXT,
        TIME,
        FLAG
    }

    boolean serves(Sort sort) {
        return kind != Kind.TEXT || sort.caseExact() == caseExact;
    }

    /** The key of a row that holds the column as {@code sort_key}. */
    SortKey key(ResultSet row) throws SQLException {
        return new SortKey(value(row), row.getString("id"));
    }

    private @Nullable Comparable<?> value(ResultSet row) throws SQLException {
        return switch (kind) {
            case TEXT -> row.getString("sort_key");
            case TIME -> row.getObject("sort_key", OffsetDateTime.class).toInstant();
            case FLAG -> row.getBoolean("sort_key");
        };
    }
}
