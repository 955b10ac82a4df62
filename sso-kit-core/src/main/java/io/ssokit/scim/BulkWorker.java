package io.ssokit.scim;

import io.ssokit.error.StoreException;
import io.ssokit.internal.Background;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.AcceptedRequestStore.Turn;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off accepted bulk requests, one operation after the other, each noted before the next begins. A node that ends without
 * a word loses its turn, and another one goes on behind the last operation that was noted; the one in between is done again.
 * While the user store does not answer, a request waits; it is given up after an hour. Thread-safe.
 */
final class BulkWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    /** Longer than any one operation takes. */
    private static final Duration TURN = Duration.ofMinutes(2);

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration BACKOFF = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int UNAVAILABLE = 503;
    /** Workers that one operation may end; then it is left out. */
    private static final int MOST_TURNS = 3;

    /** Begins, or begins again, to work off a request. */
    @FunctionalInterface
    interface Runs {
        BulkRun of(BulkRequest request, ScimDirectory directory);
    }

    private final AcceptedRequestStore store;
    private final Function<String, Optional<ScimDirectory>> directories;
    private final Runs runs;
    private final ScimAudit audit;
    private final Clock clock;
    private final Background threads = new Background();
    private final Optional<Executor> instead;
    private final AtomicBoolean started = new AtomicBoolean();
    private final Map<String, CompletableFuture<Boolean>> awaited = new ConcurrentHashMap<>();

    /**
     * @param directories by tenant, those there are now
     * @param instead runs the work, and nothing looks for more of it; empty for threads of our own
     */
    BulkWorker(
            AcceptedRequestStore store,
            Function<String, Optional<ScimDirectory>> directories,
            Runs runs,
            ScimAudit audit,
            Clock clock,
            Optional<Executor> instead) {
        this.store = store;
        this.directories = directories;
        this.runs = runs;
        this.audit = audit;
        this.clock = clock;
        this.instead = instead;
    }

    /** Looks for work about once a minute from now on, until this is closed or held by nobody. */
    void start() {
        if (instead.isEmpty() && started.compareAndSet(false, true)) {
            WeakReference<BulkWorker> self = new WeakReference<>(this);
            Background running = threads;
            try {
                running.every(PAUSE, () -> workOrClose(self, running));
            } catch (RejectedExecutionException closed) {
                LOG.debug("the endpoint is closed: what waits is done by another node, or after the next start");
            }
        }
    }

    private static void workOrClose(WeakReference<BulkWorker> self, Background running) {
        BulkWorker worker = self.get();
        if (worker == null) {
            running.close();
        } else {
            worker.work();
        }
    }

    /**
     * There is new work.
     *
     * @param patience how long to wait for it
     * @return whether it was done in that time
     */
    boolean wake(String txn, Duration patience) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (!patience.isZero()) {
            awaited.put(txn, done);
        }
        try {
            start();
            instead.orElse(threads).execute(this::work);
            return !patience.isZero() && done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("the endpoint is closed: what waits is done by another node, or after the next start");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException later) {
            LOG.debug("bulk request {} takes longer than its client would wait", txn);
        } finally {
            awaited.remove(txn);
        }
        return false;
    }

    @Override
    public void close() {
        threads.close();
    }

    /** Works off what waits. Throws nothing. */
    void work() {
        try {
            Optional<Turn> turn = store.take(TURN);
            while (turn.isPresent()) {
                work(turn.get());
                turn = Thread.currentThread().isInterrupted() ? Optional.empty() : store.take(TURN);
            }
        } catch (StoreException later) {
            LOG.warn("accepted bulk requests wait, the store does not answer: {}", later.toString());
        } catch (RuntimeException failed) {
            LOG.error("accepted bulk requests wait", failed);
        }
    }

    private void work(Turn turn) {
        String tenant = turn.request().tenant();
        Optional<ScimDirectory> directory = directories.apply(tenant);
        if (directory.isEmpty()) {
            LOG.warn("a bulk request of {} is dropped: the directory is no more", tenant);
            store.finish(turn, KEPT);
        } else if (turn.turns() > 2 * MOST_TURNS) {
            LOG.error("a bulk request of {} is dropped: no version of this app has been able to read it", tenant);
            store.finish(turn, KEPT);
        } else if (directory.get().settings().paused()) {
            store.giveBack(turn, PAUSE, false);
        } else {
            work(turn, directory.get());
        }
    }

    private void work(Turn turn, ScimDirectory directory) {
        BulkRun run = runs.of(BulkRequest.read(JsonText.object(turn.request().body()), Values.TOLERANT), directory);
        turn.results().forEach((operation, json) -> run.restore(operation, BulkResult.fromJson(JsonText.object(json))));
        for (int i = turn.steps(); i < run.steps().size(); i++) {
            BulkPlan.Step step = run.steps().get(i);
            if (i > turn.steps() && isChanged(directory)) {
                store.giveBack(turn, Duration.ZERO, false);
                return;
            }
            boolean again = i == turn.steps() && turn.turns() > 1;
            Optional<BulkResult> result = result(run, step, turn, again);
            if (result.filter(this::isUnavailable).isPresent() && isYoung(turn)) {
                store.giveBack(turn, BACKOFF, true);
                return;
            }
            if (result.isPresent() && !note(turn, directory, i, step, result.get())) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                store.giveBack(turn, Duration.ZERO, false);
                return;
            }
        }
        store.finish(turn, KEPT);
        Optional.ofNullable(awaited.get(turn.request().txn())).ifPresent(done -> done.complete(true));
    }

    private Optional<BulkResult> result(BulkRun run, BulkPlan.Step step, Turn turn, boolean again) {
        if (again && turn.turns() > MOST_TURNS) {
            return Optional.of(run.abandon(step));
        }
        Optional<BulkResult> result = run.run(step);
        return again
                ? result.map(done -> run.recovered(step, done, turn.request().at()))
                : result;
    }

    /** The event comes before the note: told twice is better than never, and the transaction's name tells. */
    private boolean note(Turn turn, ScimDirectory directory, int index, BulkPlan.Step step, BulkResult result) {
        if (step.completes() || step.later().isEmpty() || result.isError()) {
            String txn = turn.request().txn() + ":" + step.operation();
            audit.done(directory, txn, result.path(), result.toJson());
        }
        String json = new String(JsonText.bytes(result.toJson()), StandardCharsets.UTF_8);
        return store.save(turn, index + 1, step.operation(), json, TURN);
    }

    /** A request may take minutes, in which an administrator deletes or pauses the directory, or takes rights away. */
    private boolean isChanged(ScimDirectory directory) {
        return !directories
                .apply(directory.tenant())
                .map(ScimDirectory::settings)
                .equals(Optional.of(directory.settings()));
    }

    private boolean isUnavailable(BulkResult result) {
        return result.status() == UNAVAILABLE;
    }

    private boolean isYoung(Turn turn) {
        return clock.instant().isBefore(turn.request().at().plus(PATIENCE));
    }
}
