package io.ssokit.internal;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Bounds how much is under way to one host, so that one that never answers holds up its own people only. Thread-safe. */
final class HostTurns {
    private final Executor threads;
    private final int max;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    /** @param max at a time for each host */
    HostTurns(Executor threads, int max) {
        this.threads = threads;
        this.max = max;
    }

    /**
     * Runs that on a thread. It counts until the thread is free again, which a look-up of a name may delay beyond the caller's
     * patience.
     *
     * @throws RejectedExecutionException if too much is under way, to that host or altogether
     */
    void execute(URI url, Runnable work) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        try {
            if (underWay.merge(host, 1, Integer::sum) > max) {
                throw new RejectedExecutionException(max + " requests to one host are under way");
            }
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    leave(host);
                }
            });
        } catch (RejectedExecutionException tooMany) {
            leave(host);
            throw tooMany;
        }
    }

    private void leave(String host) {
        underWay.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }
}
