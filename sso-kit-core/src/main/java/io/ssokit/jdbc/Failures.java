package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** What a database's failure means to us. */
final class Failures {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration RETRY_RACE_AFTER = Duration.ofSeconds(1);
    private static final String UNIQUE = "23505";
    // SQL standard 23503; H2 has 23506 for a row whose parent is missing.
    private static final Set<String> FOREIGN_KEY = Set.of("23503", "23506");
    // Serialization failure and deadlock; HYT00 is H2's lock timeout, its way out of some deadlocks. 42S01, 42S11,
    // 42S21 and HY000 are H2's: another node has made the table, index or column that "if not exists" did not find yet.
    private static final Set<String> RETRY = Set.of("40001", "40P01", "HYT00", "42S01", "42S11", "42S21", "HY000");

    private Failures() {}

    static boolean isUnique(SQLException failed) {
        return UNIQUE.equals(failed.getSQLState());
    }

    static boolean isForeignKey(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && FOREIGN_KEY.contains(state);
    }

    /** Whether the whole transaction may succeed when done again at once. */
    static boolean isRaced(SQLException failed) {
        String state = failed.getSQLState();
        return state != null && RETRY.contains(state);
    }

    /** Without the driver's message, which may hold values or the URL; the cause has it. */
    static StoreException.Unavailable unavailable(SQLException failed) {
        return new StoreException.Unavailable(
                "the database does not answer or refuses (SQLState " + failed.getSQLState() + ")",
                isRaced(failed) ? RETRY_RACE_AFTER : RETRY_AFTER,
                failed);
    }
}
