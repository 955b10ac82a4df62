package io.ssokit.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A document of an identity provider that is read when it is needed, stays fresh for a while, and is kept through an
 * outage (stale-if-error). One read at a time; while it runs, who has an older document goes on with that. A failure is
 * remembered only for the short time between two tries. Thread-safe.
 *
 * @param <T> the document, immutable
 */
public final class LastGood<T> {
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private final Supplier<T> source;
    private final Clock clock;
    private final Times times;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile State<T> state = new State<>(null, Instant.MIN, Instant.MIN, null);
    private Instant renewedAt = Instant.MIN; // guarded by reading

    /**
     * For how long what holds.
     *
     * @param fresh a document is not read again before this
     * @param retry while there is no document, a failed read is not tried again before this
     * @param patience while an older document serves, a failed read is not tried again before this; longer than the pause
     *     between two calls of {@link #refresh}, and no caller of {@link #get} waits for a source that is down
     * @param keep a document serves no longer than this, however long the outage
     */
    public record Times(Duration fresh, Duration retry, Duration patience, Duration keep) {}

    private record State<T>(
            @Nullable T value,
            Instant readAt,
            Instant triedAt,
            @Nullable RuntimeException failure) {}

    /**
     * @param source reads the document; called without any lock of the caller, may block, throws what {@link #get} throws
     * @param clock the only source of time
     */
    public LastGood(Supplier<T> source, Clock clock, Times times) {
        this.source = source;
        this.clock = clock;
        this.times = times;
    }

    /**
     * The document, read now if there is no fresh one.
     *
     * @throws RuntimeException what the source threw, if there is no document to go on with
     */
    public T get() {
        State<T> seen = state;
        Instant now = clock.instant();
        T kept = kept(seen, now);
        boolean fresh = isWithin(seen.readAt(), times.fresh(), now);
        if (kept != null && (fresh || isWithin(seen.triedAt(), times.patience(), now) || reading.isLocked())) {
            return kept;
        }
        reading.lock();
        try {
            if (!isWithin(state.triedAt(), times.retry(), clock.instant())) {
                read();
            }
            return current();
        } finally {
            reading.unlock();
        }
    }

    /**
     * Reads the document again if it is that old, or if there is none: for who looks after it in the background. A failure
     * is silent as long as there is a document to go on with.
     *
     * @param age less than what counts as fresh
     * @throws RuntimeException what the source threw, if there is no document to go on with
     */
    public void refresh(Duration age) {
        reading.lock();
        try {
            Instant now = clock.instant();
            boolean young = kept(state, now) != null && isWithin(state.readAt(), age, now);
            if (!young && !isWithin(state.triedAt(), times.retry(), now)) {
                read();
            }
            current();
        } finally {
            reading.unlock();
        }
    }

    /**
     * The document, read again although it may be fresh, for a caller who misses something in it. While another thread
     * reads, waits for it no longer than two seconds: anybody may send what makes callers miss something.
     *
     * @param gap but not if the last call that read again was less than this ago
     * @throws RuntimeException what the source threw, if there is no document to go on with
     */
    public T renew(Duration gap) {
        if (kept(state, clock.instant()) == null) {
            reading.lock();
        } else if (!lockedBriefly()) {
            return current();
        }
        try {
            Instant now = clock.instant();
            if (!isWithin(renewedAt, gap, now)) {
                renewedAt = now;
                read();
            }
            return current();
        } finally {
            reading.unlock();
        }
    }

    private boolean lockedBriefly() {
        try {
            return reading.tryLock(BRIEFLY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read() {
        state = tried(state, clock.instant());
    }

    private T current() {
        State<T> now = state;
        T kept = kept(now, clock.instant());
        if (kept != null) {
            return kept;
        }
        throw now.failure() == null ? new IllegalStateException("the document is already too old") : now.failure();
    }

    private State<T> tried(State<T> before, Instant now) {
        try {
            return new State<>(source.get(), now, now, null);
        } catch (RuntimeException failure) {
            return new State<>(before.value(), before.readAt(), now, failure);
        }
    }

    private @Nullable T kept(State<T> seen, Instant now) {
        return seen.value() != null && now.isBefore(seen.readAt().plus(times.keep())) ? seen.value() : null;
    }

    /** What lies ahead was noted by a clock that has been put back since: it must not hold anything up until then. */
    private static boolean isWithin(Instant since, Duration gap, Instant now) {
        return !since.isAfter(now) && !since.equals(Instant.MIN) && now.isBefore(since.plus(gap));
    }
}
