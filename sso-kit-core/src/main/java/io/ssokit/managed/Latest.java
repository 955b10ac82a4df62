package io.ssokit.managed;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Changes;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.error.StoreException;
import io.ssokit.managed.Snapshot.Loaded;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest snapshot that this node knows. The store is asked for changes by whoever comes first two seconds after it was
 * asked last, and by nobody while nobody signs in; one asks, the others go on with what there is, unless that is older than
 * four seconds. While the store does not answer the last good snapshot serves, and that is told once. Thread-safe.
 */
final class Latest {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedConnections.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration TOLERATED = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Supplier<? extends ConnectionDocuments> documents;
    private final Function<Document, Loaded> reader;
    private final Clock clock;
    private final AuditListener audit;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile State state = new State(Snapshot.EMPTY, null, Instant.MIN, null);

    /**
     * What is known.
     *
     * @param readAt when the store was asked for what it answered; null if it never did
     * @param askedAt when it was asked last
     * @param failure why it did not answer then
     */
    private record State(
            Snapshot snapshot,
            @Nullable Instant readAt,
            Instant askedAt,
            @Nullable RuntimeException failure) {
        Snapshot orFailure() {
            if (readAt != null) {
                return snapshot;
            }
            throw failure != null
                    ? failure
                    : new StoreException.Unavailable("connections have not been read yet", PATIENCE, null);
        }
    }

    /** @param reader makes of a stored connection what serves; never throws */
    Latest(
            Supplier<? extends ConnectionDocuments> documents,
            Function<Document, Loaded> reader,
            Clock clock,
            AuditListener audit) {
        this.documents = documents;
        this.reader = reader;
        this.clock = clock;
        this.audit = audit;
    }

    /** @throws StoreException.Unavailable if the store has never answered */
    Snapshot get() {
        State seen = state;
        Instant now = clock.instant();
        if (isWithin(seen.askedAt(), FRESH, now)) {
            return seen.orFailure();
        }
        boolean serves = seen.readAt() != null && (seen.failure() != null || isWithin(seen.readAt(), TOLERATED, now));
        if (serves ? asking.tryLock() : lockedSoon()) {
            try {
                if (!isWithin(state.askedAt(), FRESH, clock.instant())) {
                    ask();
                }
            } finally {
                asking.unlock();
            }
        }
        return state.orFailure();
    }

    /**
     * The snapshot as the store has it now.
     *
     * @throws StoreException.Unavailable if it does not answer
     */
    Snapshot read() {
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
        State before = state;
        Instant now = clock.instant();
        try {
            state = new State(changed(before.snapshot()), now, now, null);
            if (before.failure() != null) {
                LOG.info("run-time connections can be read again");
                audit.on(new ConnectionEvent.StoreCurrent(now));
            }
        } catch (RuntimeException failed) {
            state = new State(before.snapshot(), before.readAt(), now, failed);
            if (before.failure() == null) {
                LOG.error("run-time connections cannot be read; those of {} go on serving", before.readAt(), failed);
                audit.on(new ConnectionEvent.StoreOutdated(now, Optional.ofNullable(before.readAt())));
            }
        }
    }

    private Snapshot changed(Snapshot before) {
        Changes changes = documents.get().changesSince(before.stamp());
        if (changes.stamp() < before.stamp()) {
            return Snapshot.EMPTY.with(documents.get().changesSince(0), reader);
        }
        return changes.stamp() == before.stamp() ? before : before.with(changes, reader);
    }

    /** A clock that was put back does not make old things young. */
    private static boolean isWithin(Instant since, Duration gap, Instant now) {
        return !since.equals(Instant.MIN) && !now.isBefore(since) && now.isBefore(since.plus(gap));
    }
}
