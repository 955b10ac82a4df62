package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.internal.Collision;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in transactions of its own and turns what fails into {@link StoreException}s. Always read committed: work
 * here locks what it depends on, or writes first and then looks at what others have committed. Thread-safe.
 */
final class Db implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Db.class);
    private static final int TRIES = 8;
    private static final Deadlines DEADLINES = new Deadlines(Duration.ofSeconds(30), Duration.ofSeconds(60));

    /** Done whole or not at all; may be done again after a lost race, so it changes nothing but the database. */
    @FunctionalInterface
    interface Work<T> {
        T on(Tx tx) throws SQLException;
    }

    /** {@link Work} without a result. */
    @FunctionalInterface
    interface Step {
        void on(Tx tx) throws SQLException;
    }

    private final Connections connections;
    private volatile int isolationOfPool = -1;

    Db(Connections connections) {
        this.connections = connections;
    }

    /** @throws StoreException.Unavailable if the database fails; nothing was written then */
    <T> T transaction(Work<T> work) {
        return retried(DEADLINES, work);
    }

    /** Without a limit of time: for what may take minutes. */
    void unhurried(Step step) {
        retried(Deadlines.NONE, tx -> {
            step.on(tx);
            return true;
        });
    }

    private <T> T retried(Deadlines deadlines, Work<T> work) {
        for (int tries = 1; ; tries++) {
            try {
                return once(deadlines, work);
            } catch (SQLException failed) {
                if (!Failures.isRaced(failed) || tries == TRIES) {
                    throw Failures.unavailable(failed);
                }
                LOG.debug("transaction lost a race, try {}", tries, failed);
                Collision.pause(tries);
            }
        }
    }

    /** {@link #transaction} without a result. */
    void run(Step step) {
        transaction(tx -> {
            step.on(tx);
            return true;
        });
    }

    @Override
    public void close() {
        connections.close();
    }

    private <T> T once(Deadlines deadlines, Work<T> work) throws SQLException {
        Connection connection = connections.take();
        boolean sound = false;
        try (Deadlines.Network silence = deadlines.begin(connection)) {
            boolean autoCommit = connection.getAutoCommit();
            int isolation = usualIsolation(connection);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
            connection.setAutoCommit(false);
            try {
                return commitOrRollBack(new Tx(connection, deadlines), connection, work);
            } finally {
                sound = restore(connection, autoCommit, isolation);
            }
        } finally {
            giveBack(connection, sound);
        }
    }

    /** Asked once: it costs a round trip, and a pool's connections are alike. */
    private int usualIsolation(Connection connection) throws SQLException {
        int known = isolationOfPool;
        if (known < 0) {
            known = connection.getTransactionIsolation();
            isolationOfPool = known;
        }
        return known;
    }

    private static boolean restore(Connection connection, boolean autoCommit, int isolation) {
        try {
            connection.setAutoCommit(autoCommit);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
            return true;
        } catch (SQLException broken) {
            LOG.debug("the connection broke after its work was decided", broken);
            return false;
        }
    }

    private static <T> T commitOrRollBack(Tx tx, Connection connection, Work<T> work) throws SQLException {
        boolean done = false;
        try {
            T result = work.on(tx);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack(connection);
            }
        }
    }

    private static void rollBack(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            LOG.debug("rolling back failed; the database rolls back when the connection ends", broken);
        }
    }

    private void giveBack(Connection connection, boolean sound) {
        try {
            connections.giveBack(connection, sound);
        } catch (SQLException broken) {
            LOG.debug("giving a connection back failed", broken);
        }
    }
}
