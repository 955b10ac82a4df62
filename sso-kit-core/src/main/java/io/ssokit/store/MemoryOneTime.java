package io.ssokit.store;

import io.ssokit.state.OneTimeStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Used ids with the time until which they are remembered. Nothing is evicted by size: an evicted id could be used again.
 * Each call forgets up to two ids whose time is over, so that the memory follows the ids still alive.
 */
final class MemoryOneTime implements OneTimeStore {
    private static final int FORGET_PER_CALL = 2;

    private record Used(String purpose, String id) {}

    private record Expiry(Instant until, Used used) {}

    private final Clock clock;
    private final Map<Used, Instant> used = new ConcurrentHashMap<>();
    private final NavigableSet<Expiry> byExpiry = new ConcurrentSkipListSet<>(Comparator.comparing(Expiry::until)
            .thenComparing(expiry -> expiry.used().purpose())
            .thenComparing(expiry -> expiry.used().id()));

    MemoryOneTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean take(String purpose, String id, Instant until) {
        forgetExpired();
        Used key = new Used(purpose, id);
        // One atomic step decides; a check before a put was seen to let two callers win.
        boolean first = used.putIfAbsent(key, until) == null;
        if (first) {
            byExpiry.add(new Expiry(until, key));
        }
        return first;
    }

    int size() {
        return used.size();
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        int forgotten = 0;
        for (Expiry oldest : byExpiry) {
            if (forgotten == FORGET_PER_CALL || !oldest.until().isBefore(now)) {
                return;
            }
            byExpiry.remove(oldest);
            // Only this entry: a parallel call may have forgotten it already and taken the id anew.
            used.remove(oldest.used(), oldest.until());
            forgotten++;
        }
    }
}
