package io.ssokit.internal;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kit's own threads, at most two, for what no request should wait for. They are daemons, are started at first need
 * and end with {@link #close()}; what is handed over later is rejected. Thread-safe.
 */
public final class Background implements Executor, AutoCloseable {
    private static final int THREADS = 2;
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ScheduledThreadPoolExecutor threads;

    /** Starts no thread yet. */
    public Background() {
        threads = new ScheduledThreadPoolExecutor(THREADS, Background::thread);
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sso-kit-background-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** @throws java.util.concurrent.RejectedExecutionException after {@link #close()} */
    @Override
    public void execute(Runnable work) {
        threads.execute(work);
    }

    /**
     * Runs {@code work} again and again, {@code pause} after the end of the last run; the first run comes up to a quarter
     * earlier, so that nodes started together do not ask together.
     *
     * @param work must not throw: that would end it
     */
    public void every(Duration pause, Runnable work) {
        long millis = pause.toMillis();
        long first = millis - (long) (RandomToken.fraction() * millis / 4);
        Future<?> unused = threads.scheduleWithFixedDelay(work, first, millis, TimeUnit.MILLISECONDS);
    }

    /** Interrupts what is running and waits two seconds at most for it to end. */
    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
