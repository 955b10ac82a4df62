package io.ssokit.internal;

import io.ssokit.error.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshot that this node knows of what is stored for all nodes. The store is asked for changes by whoever comes
 * first two seconds after it was asked last, and by nobody while nobody comes; one asks, the others go on with what there is,
 * unless that is older than four seconds. That the store does not answer is told once. Thread-safe.
 *
 * @param <S> the snapshot; immutable
 */
public final class Latest<S> {
    private static final Logger LOG = LoggerFactory.getLogger(Latest.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration TOLERATED = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String what;
    private final UnaryOperator<S> newer;
    private final Clock clock;
    private final Outage outage;
    private final Listener listener;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile State<S> state;

    /** What happens while the store does not answer. */
    public enum Outage {
        /** The last good snapshot serves: better an old one than none. */
        SERVE,
        /** Nothing serves that is older than four seconds: what was taken back must not count. */
        REFUSE
    }

    /** Told when the store stops answering, and when it answers again. */
    public interface Listener {
        /** @param asOf when what there is was read; empty if nothing ever was */
        void lost(Instant now, Optional<Instant> asOf);

        /** It answers again. */
        void back(Instant now);
    }

    /**
     * What is known.
     *
     * @param readAt when the store was asked for what it answered; null if it never did
     * @param askedAt when it was asked last
     * @param failure why it did not answer then
     */
    private record State<S>(
            S snapshot,
            @Nullable Instant readAt,
            Instant askedAt,
            @Nullable RuntimeException failure) {}

    /**
     * @param what for logs and messages, in the plural
     * @param empty the snapshot before the first
     * @param newer asks the store for what has changed since a snapshot; called by one thread at a time
     */
    public Latest(String what, S empty, UnaryOperator<S> newer, Clock clock, Outage outage, Listener listener) {
        this.what = what;
        this.newer = newer;
        this.clock = clock;
        this.outage = outage;
        this.listener = listener;
        this.state = new State<>(empty, null, Instant.MIN, null);
    }

    /** @throws StoreException.Unavailable if the store has never answered, or not for too long */
    public S get() {
        State<S> seen = state;
        Instant now = clock.instant();
        if (isWithin(seen.askedAt(), FRESH, now)) {
            return orFailure(seen, now);
        }
        boolean lasts = seen.failure() != null && outage == Outage.SERVE;
        boolean serves = seen.readAt() != null && (lasts || isWithin(seen.readAt(), TOLERATED, now));
        if (serves ? asking.tryLock() : lockedSoon()) {
            try {
                if (!isWithin(state.askedAt(), FRESH, clock.instant())) {
                    ask();
                }
            } finally {
                asking.unlock();
            }
        }
        return orFailure(state, clock.instant());
    }

    /**
     * The snapshot as the store has it now.
     *
     * @throws StoreException.Unavailable if it does not answer
     */
    public S read() {
        asking.lock();
        try {
            ask();
            RuntimeException failure = state.failure();
            if (failure != null) {
                throw failure;
            }
            return state.snapshot();
        } finally {
            asking.unlock();
        }
    }

    private S orFailure(State<S> known, Instant now) {
        boolean serves = known.readAt() != null && (outage == Outage.SERVE || isWithin(known.readAt(), TOLERATED, now));
        if (serves) {
            return known.snapshot();
        }
        throw known.failure() != null
                ? known.failure()
                : new StoreException.Unavailable(what + " have not been read in time", PATIENCE, null);
    }

    /** Whoever waits for a store that hangs gives up: it fails in the end for the one who asks. */
    private boolean lockedSoon() {
        try {
            return asking.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Called by one thread at a time. */
    private void ask() {
        State<S> before = state;
        Instant now = clock.instant();
        try {
            state = new State<>(newer.apply(before.snapshot()), now, now, null);
            if (before.failure() != null) {
                LOG.info("{} can be read again", what);
                listener.back(now);
            }
        } catch (RuntimeException failed) {
            state = new State<>(before.snapshot(), before.readAt(), now, failed);
            if (before.failure() == null) {
                LOG.error("{} cannot be read; they were read last at {}", what, before.readAt(), failed);
                listener.lost(now, Optional.ofNullable(before.readAt()));
            }
        }
    }

    /** A clock that was put back does not make old things young. */
    private static boolean isWithin(Instant since, Duration gap, Instant now) {
        return !since.equals(Instant.MIN) && !now.isBefore(since) && now.isBefore(since.plus(gap));
    }
}
