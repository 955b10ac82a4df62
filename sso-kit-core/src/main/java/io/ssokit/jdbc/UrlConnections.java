package io.ssokit.jdbc;

import io.ssokit.connection.Secret;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections to one URL, for apps that have no pool: at most ten, used again while they are sound. Thread-safe.
 */
final class UrlConnections implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(UrlConnections.class);
    private static final int MAX = 10;
    private static final long WAIT_SECONDS = 5;
    /** A connection that rested longer may have been cut by the server or a firewall. */
    private static final long TRUST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Idle(Connection connection, long since) {}

    private final String url;
    private final Properties properties = new Properties();
    private final Driver driver;
    private final Semaphore permits = new Semaphore(MAX, true);
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** @throws IllegalArgumentException if no driver on the class path knows the URL */
    UrlConnections(String url, Optional<String> user, Optional<Secret> password) {
        this.url = url;
        this.driver = driver(url);
        user.ifPresent(name -> properties.setProperty("user", name));
        password.ifPresent(secret -> properties.setProperty("password", secret.reveal()));
    }

    @Override
    public Connection take() throws SQLException {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException("all " + MAX + " connections are in use");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", interrupted);
        }
        boolean taken = false;
        try {
            Connection connection = rested();
            taken = true;
            return connection;
        } finally {
            if (!taken) {
                permits.release();
            }
        }
    }

    @Override
    public void giveBack(Connection connection, boolean sound) throws SQLException {
        try {
            if (sound && !closed && !connection.isClosed()) {
                idle.push(new Idle(connection, System.nanoTime()));
                if (closed) {
                    close();
                }
            } else {
                connection.close();
            }
        } finally {
            permits.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Idle one = idle.poll(); one != null; one = idle.poll()) {
            closeQuietly(one.connection());
        }
    }

    private Connection rested() throws SQLException {
        for (Idle one = idle.poll(); one != null; one = idle.poll()) {
            boolean fresh = System.nanoTime() - one.since() < TRUST_NANOS;
            if (fresh || one.connection().isValid(2)) {
                return one.connection();
            }
            closeQuietly(one.connection());
        }
        Connection made = driver.connect(url, properties);
        if (made == null) {
            throw new SQLNonTransientConnectionException("the driver does not know this URL any more");
        }
        return made;
    }

    /** Not through DriverManager: it does not see drivers that a web app brings itself. */
    private static Driver driver(String url) {
        for (Driver candidate : ServiceLoader.load(Driver.class)) {
            try {
                if (candidate.acceptsURL(url)) {
                    return candidate;
                }
            } catch (SQLException notThisOne) {
                LOG.debug("{} does not read this URL", candidate.getClass().getName(), notThisOne);
            }
        }
        throw new IllegalArgumentException("no JDBC driver on the class path knows this URL");
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException broken) {
            LOG.debug("closing a connection failed", broken);
        }
    }
}
