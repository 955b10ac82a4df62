package io.ssokit.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a database may take, so that no thread waits for ever: neither for a query or a lock, nor for a server that
 * has gone without a word. Limits that the app's pool has set stay.
 *
 * @param statement for one statement, locks included; zero for no limit
 * @param network for silence of the server, longer than {@code statement}; zero for no limit
 */
record Deadlines(Duration statement, Duration network) {
    /** For migrations: an index over a large table takes its time. */
    static final Deadlines NONE = new Deadlines(Duration.ZERO, Duration.ZERO);

    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    /** Ends the limit of silence. */
    @FunctionalInterface
    interface Network extends AutoCloseable {
        @Override
        void close();
    }

    void limit(PreparedStatement one) throws SQLException {
        int seconds = (int) statement.toSeconds();
        if (one.getQueryTimeout() != seconds && (seconds == 0 || one.getQueryTimeout() == 0)) {
            one.setQueryTimeout(seconds);
        }
    }

    Network begin(Connection connection) throws SQLException {
        int before = connection.getNetworkTimeout();
        int millis = (int) network.toMillis();
        if (before == millis || (before != 0 && millis != 0)) {
            return () -> {};
        }
        connection.setNetworkTimeout(Runnable::run, millis);
        return () -> restore(connection, before);
    }

    private static void restore(Connection connection, int millis) {
        try {
            connection.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException broken) {
            LOG.debug("the connection has gone", broken);
        }
    }
}
