package io.ssokit.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks names up within a deadline. The system's look-up cannot be interrupted and may take half a minute where a name
 * server is dead, so it has threads of its own: few, and gone when there is nothing to do. Thread-safe.
 */
final class HostLookup {
    private static final int MAX_AT_ONCE = 32;
    private static final int IDLE_SECONDS = 10;

    private final Resolver resolver;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MAX_AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), HostLookup::thread);

    /** Who knows the addresses of a name. */
    @FunctionalInterface
    interface Resolver {
        /** @throws UnknownHostException if the name has none */
        List<InetAddress> all(String host) throws UnknownHostException;
    }

    HostLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /** By the system's own configuration. */
    static HostLookup ofSystem() {
        return new HostLookup(host -> List.of(InetAddress.getAllByName(host)));
    }

    /**
     * All addresses of a name, at least one.
     *
     * @throws UnknownHostException if it has none
     * @throws SocketTimeoutException if there is no answer in time
     * @throws IOException if too many look-ups are under way
     */
    List<InetAddress> addresses(String host, Deadline deadline) throws IOException {
        Future<List<InetAddress>> pending;
        try {
            pending = threads.submit(() -> resolver.all(host));
        } catch (RejectedExecutionException tooMany) {
            throw new IOException(MAX_AT_ONCE + " look-ups of names are under way", tooMany);
        }
        try {
            List<InetAddress> found = pending.get(deadline.millis(), TimeUnit.MILLISECONDS);
            if (found.isEmpty()) {
                throw new UnknownHostException(host);
            }
            return found;
        } catch (TimeoutException slow) {
            pending.cancel(true);
            throw new SocketTimeoutException("the look-up of its name took too long");
        } catch (ExecutionException failed) {
            UnknownHostException unknown = new UnknownHostException(host);
            unknown.initCause(failed.getCause());
            throw unknown;
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sso-kit-lookup");
        thread.setDaemon(true);
        return thread;
    }
}
