package io.ssokit.internal;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a whole exchange must be over, by the machine's own monotonic time. Immutable. */
final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /**
     * What is left, at least one.
     *
     * @throws SocketTimeoutException if nothing is
     */
    int millis() throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("no time is left");
        }
        return (int) left;
    }

    boolean isOver() {
        return end - System.nanoTime() <= TimeUnit.MILLISECONDS.toNanos(1);
    }
}
