package io.ssokit.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Where connections come from. Called concurrently. */
interface Connections extends AutoCloseable {
    /** A connection of one's own until it is given back. */
    Connection take() throws SQLException;

    /** @param sound false if it failed in a way that may have broken it */
    void giveBack(Connection connection, boolean sound) throws SQLException;

    /** Closes what is idle. */
    @Override
    void close();

    /** Those of the app's own pool, which knows itself what to keep. */
    static Connections of(DataSource source) {
        return new Connections() {
            @Override
            public Connection take() throws SQLException {
                return source.getConnection();
            }

            @Override
            public void giveBack(Connection connection, boolean sound) throws SQLException {
                connection.close();
            }

            @Override
            public void close() {
                // The pool is the app's.
            }
        };
    }
}
