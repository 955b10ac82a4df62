package io.ssokit.store;

import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.AcceptedRequestStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Accepted requests in memory: they end with the process. Thread-safe: one call at a time. */
final class MemoryAcceptedRequests implements AcceptedRequestStore {
    private static final class Kept {
        private final Accepted request;
        private final Map<Integer, String> results = new LinkedHashMap<>();
        private String holder = "";
        private Instant due;
        private int steps;
        private int turns;
        private boolean done;

        private Kept(Accepted request, Instant due) {
            this.request = request;
            this.due = due;
        }
    }

    private record Key(String tenant, String txn) {}

    private final Clock clock;
    /** In the order in which they came. */
    private final Map<Key, Kept> all = new LinkedHashMap<>();

    MemoryAcceptedRequests(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized boolean add(Accepted request, int most) {
        Instant now = clock.instant();
        all.values().removeIf(kept -> kept.done && kept.due.isBefore(now));
        long waiting = all.values().stream()
                .filter(kept -> !kept.done && kept.request.tenant().equals(request.tenant()))
                .count();
        return waiting < most && all.putIfAbsent(key(request), new Kept(request, now)) == null;
    }

    @Override
    public synchronized Optional<Turn> take(Duration time) {
        Instant now = clock.instant();
        return all.values().stream()
                .filter(kept -> !kept.done && !kept.due.isAfter(now))
                .findFirst()
                .map(kept -> {
                    kept.holder = RandomToken.bits128();
                    kept.due = now.plus(time);
                    kept.turns++;
                    return new Turn(kept.request, kept.holder, kept.steps, kept.results, kept.turns);
                });
    }

    @Override
    public synchronized boolean save(Turn turn, int steps, int operation, String result, Duration time) {
        Optional<Kept> held = held(turn);
        held.ifPresent(kept -> {
            kept.steps = steps;
            kept.results.put(operation, result);
            kept.due = clock.instant().plus(time);
            kept.turns = 1;
        });
        return held.isPresent();
    }

    @Override
    public synchronized void giveBack(Turn turn, Duration pause, boolean begun) {
        held(turn).ifPresent(kept -> {
            kept.holder = "";
            kept.due = clock.instant().plus(pause);
            kept.turns = begun ? 1 : 0;
        });
    }

    @Override
    public synchronized boolean finish(Turn turn, Duration keep) {
        Optional<Kept> held = held(turn);
        held.ifPresent(kept -> {
            Accepted request = kept.request;
            Kept done = new Kept(
                    new Accepted(request.tenant(), request.txn(), "", request.at()),
                    clock.instant().plus(keep));
            done.results.putAll(kept.results);
            done.done = true;
            all.put(key(request), done);
        });
        return held.isPresent();
    }

    @Override
    public synchronized Optional<Progress> find(String tenant, String txn) {
        return Optional.ofNullable(all.get(new Key(tenant, txn)))
                .filter(kept -> !kept.done || !kept.due.isBefore(clock.instant()))
                .map(kept -> new Progress(kept.done, kept.results));
    }

    private Optional<Kept> held(Turn turn) {
        return Optional.ofNullable(all.get(key(turn.request())))
                .filter(kept -> !kept.done && kept.holder.equals(turn.holder()));
    }

    private static Key key(Accepted request) {
        return new Key(request.tenant(), request.txn());
    }
}
