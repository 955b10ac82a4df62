package io.ssokit.store;

import io.ssokit.provisioning.LeaseStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who has which turn. As many as there are names, which follow the tenants. */
final class MemoryLeases implements LeaseStore {
    private record Turn(String holder, Instant until) {}

    private final Clock clock;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    MemoryLeases(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean take(String name, String holder, Instant until) {
        Turn now = turns.compute(name, (key, before) -> {
            boolean free = before == null
                    || before.holder().equals(holder)
                    || !before.until().isAfter(clock.instant());
            return free ? new Turn(holder, until) : before;
        });
        return now.holder().equals(holder);
    }

    @Override
    public void release(String name, String holder) {
        turns.computeIfPresent(name, (key, turn) -> turn.holder().equals(holder) ? null : turn);
    }
}
