package io.ssokit.scim;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets so many through in a minute, at once or one after the other (the generic cell rate algorithm, which is a token bucket
 * in one number). Thread-safe.
 */
final class Bucket {
    private static final long BURST = Duration.ofMinutes(1).toNanos();

    private final AtomicLong fullAgainAt = new AtomicLong(Long.MIN_VALUE);

    /**
     * Takes one.
     *
     * @param perMinute at least 1; may be another number than the last time
     * @return when there is the next one, if there is none
     */
    Optional<Duration> take(int perMinute, Instant now) {
        long cost = BURST / perMinute;
        long time = Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
        while (true) {
            long known = fullAgainAt.get();
            // A clock that was put back must not lock anybody out.
            long from = known - time > BURST + cost ? time : Math.max(known, time);
            long next = from + cost;
            if (next - time > BURST) {
                return Optional.of(Duration.ofNanos(next - time - BURST));
            }
            if (fullAgainAt.compareAndSet(known, next)) {
                return Optional.empty();
            }
        }
    }
}
