package io.ssokit.internal.saml;

import io.ssokit.error.IdpUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection's metadata: read at first need, read again in the background when it is due, and kept through an outage
 * and through a document that is not to be used. One read at a time. Only who has nothing to go on with waits for one;
 * who misses a key in it waits briefly, if not too many do already. Thread-safe.
 */
final class MetadataDocument {
    /** A little longer than the fetcher gives a source to answer. */
    private static final Duration FIRST_READ = Duration.ofSeconds(7);

    private static final Duration UNKNOWN_KEY_WAIT = Duration.ofSeconds(2);
    private static final Duration UNKNOWN_KEY_GAP = Duration.ofMinutes(1);

    private final Function<Optional<String>, IdpMetadata> source;
    private final Context context;
    private final Listener listener;
    private final AtomicReference<@Nullable CompletableFuture<Void>> reading = new AtomicReference<>();
    private final AtomicLong mayLookForKeyFrom = new AtomicLong(Long.MIN_VALUE);
    private volatile State state = State.UNREAD;

    /**
     * What documents share.
     *
     * @param waiting bounds how many threads wait for a key to turn up
     */
    record Context(Clock clock, Executor background, RefreshTimes times, Semaphore waiting) {}

    /** Told what changed; each method is called once per change and never concurrently. */
    interface Listener {
        /** There is no newer document to be had. */
        void failed(RuntimeException failure, Optional<Instant> lastGood);

        /** What had failed works again. */
        void restored();

        /** The identity provider's keys are others than before. */
        void changed(IdpMetadata before, IdpMetadata after);
    }

    /**
     * @param tries how often the source has been read
     * @param value the last good document
     * @param readAt when that was read
     * @param due when to read again
     * @param failures how many tries in a row have failed since
     * @param failure what the last of those threw
     */
    private record State(
            int tries,
            @Nullable IdpMetadata value,
            Instant readAt,
            Instant due,
            int failures,
            @Nullable RuntimeException failure) {
        static final State UNREAD = new State(0, null, Instant.MIN, Instant.MIN, 0, null);

        @Nullable
        IdpMetadata usable(Instant now) {
            boolean serves = value != null && !value.isExpired(now) && now.isBefore(readAt.plus(RefreshTimes.KEEP));
            return serves ? value : null;
        }

        boolean isDue(Instant now) {
            return !now.isBefore(due);
        }
    }

    /**
     * @param source reads the document, given the entityId it had when it was last good; may block
     * @param listener told what changed
     */
    MetadataDocument(Function<Optional<String>, IdpMetadata> source, Context context, Listener listener) {
        this.source = source;
        this.context = context;
        this.listener = listener;
    }

    /**
     * The last good document, however old it is; one that is due is read again in the background.
     *
     * @throws RuntimeException what the source threw, if there is no document to go on with
     */
    IdpMetadata get() {
        State seen = state;
        Instant now = context.clock().instant();
        if (seen.usable(now) != null) {
            refreshIfDue();
        } else if (seen.failure() == null || seen.isDue(now)) {
            readNow(seen);
        }
        return current();
    }

    /** The last good document, if there is one that has not ended; reads nothing. */
    Optional<IdpMetadata> known() {
        return Optional.ofNullable(state.usable(context.clock().instant()));
    }

    /** Reads in the background what is due. */
    void refreshIfDue() {
        if (state.isDue(context.clock().instant())) {
            CompletableFuture<Void> unused = readInBackground();
        }
    }

    /** Reads in this thread what is due, unless another one is at it. */
    void readIfDue() {
        State seen = state;
        CompletableFuture<Void> mine = new CompletableFuture<>();
        if (seen.isDue(context.clock().instant()) && reading.compareAndSet(null, mine)) {
            read(seen, mine);
        }
    }

    /**
     * The document for a caller who misses a key in it: read again, though not more than once a minute. Waits two seconds
     * at most for that, and not at all if many threads do: anybody can send signatures by unknown keys.
     *
     * @throws RuntimeException what the source threw, if there is no document to go on with
     */
    IdpMetadata getForUnknownKey() {
        CompletableFuture<Void> running = mayLookForKey() ? readInBackground() : reading.get();
        if (running != null && !running.isDone() && context.waiting().tryAcquire()) {
            try {
                await(running, UNKNOWN_KEY_WAIT);
            } finally {
                context.waiting().release();
            }
        }
        return current();
    }

    private boolean mayLookForKey() {
        long now = context.clock().millis();
        long next = mayLookForKeyFrom.get();
        return now >= next && mayLookForKeyFrom.compareAndSet(next, now + UNKNOWN_KEY_GAP.toMillis());
    }

    private void readNow(State seen) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> running = reading.compareAndExchange(null, mine);
        if (running == null) {
            read(seen, mine);
        } else {
            await(running, FIRST_READ);
        }
    }

    private CompletableFuture<Void> readInBackground() {
        State seen = state;
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> running = reading.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        try {
            context.background().execute(() -> read(seen, mine));
        } catch (RejectedExecutionException closed) {
            finish(mine);
        }
        return mine;
    }

    /** Runs in the one thread that has put {@code mine} into {@link #reading}. */
    private void read(State seen, CompletableFuture<Void> mine) {
        try {
            // Another thread may have finished between a look at the state and the turn of this one.
            if (state.tries() == seen.tries()) {
                State after = tried(seen);
                state = after;
                tell(seen, after);
            }
        } finally {
            finish(mine);
        }
    }

    private void finish(CompletableFuture<Void> mine) {
        reading.set(null);
        mine.complete(null);
    }

    private State tried(State before) {
        IdpMetadata last = before.value();
        try {
            IdpMetadata fresh = source.apply(knownAs(last));
            Instant now = context.clock().instant();
            return new State(before.tries() + 1, fresh, now, context.times().afterSuccess(fresh, now), 0, null);
        } catch (RuntimeException failure) {
            Instant now = context.clock().instant();
            int failures = before.failures() + 1;
            // One that ends before the longest wait is over must not leave people without any for the rest of it.
            boolean lasts = before.usable(now.plus(RefreshTimes.MAX_RETRY)) != null;
            Instant due = context.times().afterFailure(failures, lasts, now);
            return new State(before.tries() + 1, last, before.readAt(), due, failures, failure);
        }
    }

    private static Optional<String> knownAs(@Nullable IdpMetadata last) {
        return last == null ? Optional.empty() : Optional.of(last.entityId());
    }

    private void tell(State before, State after) {
        RuntimeException failure = after.failure();
        if (failure != null && !sameKind(before.failure(), failure)) {
            listener.failed(failure, after.value() == null ? Optional.empty() : Optional.of(after.readAt()));
        } else if (failure == null && before.failure() != null) {
            listener.restored();
        }
        IdpMetadata old = before.value();
        IdpMetadata fresh = after.value();
        if (old != null && fresh != null && !old.certificates().equals(fresh.certificates())) {
            listener.changed(old, fresh);
        }
    }

    /** A source that is down and one that says what must not be used call for different people. */
    private static boolean sameKind(@Nullable RuntimeException before, RuntimeException after) {
        return before != null && isRefusal(before) == isRefusal(after);
    }

    /** Whether a document was had, and refused. */
    static boolean isRefusal(RuntimeException failure) {
        return failure.getCause() instanceof SamlRefusal;
    }

    private IdpMetadata current() {
        State now = state;
        IdpMetadata usable = now.usable(context.clock().instant());
        if (usable != null) {
            return usable;
        }
        RuntimeException failure = now.failure();
        throw failure != null
                ? failure
                : new IdpUnavailableException("its metadata is not read yet, or has ended", null);
    }

    private static void await(CompletableFuture<Void> running, Duration atMost) {
        try {
            running.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException goOnWithout) {
            return;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
