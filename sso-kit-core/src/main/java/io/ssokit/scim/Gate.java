package io.ssokit.scim;

import io.ssokit.scim.BearerTokens.Caller;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What every request of a known directory passes before anything of it is parsed: it must not be one too many, and the
 * directory must not be paused. One tenant's flood costs the others no more than this. Each node counts for itself.
 * Thread-safe.
 */
final class Gate {
    /** More at once than Entra and Okta send together, and fewer than a container has threads. */
    static final int AT_ONCE = 32;

    /** Bytes of bodies that a tenant may have sent halfway: slow requests keep what has come of them in memory. */
    static final long MOST_HELD = 64L << 20;

    private static final Set<Integer> FLOOD = Set.of(401, 429, 503);

    private final Clock clock;
    private final Buckets<Key> buckets = new Buckets<>();
    private final Buckets<String> told = new Buckets<>();
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Long> held = new ConcurrentHashMap<>();

    /** @param credential empty for all of a tenant together */
    private record Key(String tenant, Optional<String> credential) {}

    Gate(Clock clock) {
        this.clock = clock;
    }

    /**
     * Each token has the directory's rate for itself, so that one that leaked does not starve the one that replaces it; all
     * together have twice that.
     *
     * @throws ScimException 429 or 503
     */
    void admit(Caller caller) {
        ScimDirectory directory = caller.directory();
        int perMinute = directory.settings().rateLimit();
        take(new Key(directory.tenant(), Optional.of(caller.credential())), perMinute);
        take(new Key(directory.tenant(), Optional.empty()), (int) Math.min(Integer.MAX_VALUE, 2L * perMinute));
        if (directory.settings().paused()) {
            throw ScimException.paused();
        }
    }

    /**
     * Whether a refusal is worth telling: of those that stop a flood one in a minute, and of those of tokens that are over, which
     * may be in anybody's hands; of the others each.
     */
    boolean isNews(String tenant, RuntimeException refusal) {
        boolean flood = refusal instanceof ScimException known && FLOOD.contains(known.status());
        return !flood || told.of(tenant).take(1, clock.instant()).isEmpty();
    }

    private void take(Key key, int perMinute) {
        buckets.of(key).take(perMinute, clock.instant()).ifPresent(wait -> {
            throw ScimException.tooMany(wait);
        });
    }

    /**
     * Does work for a tenant, unless much of that is going on.
     *
     * @throws ScimException 429
     */
    <T> T work(String tenant, Supplier<T> work) {
        int inUse = underWay.merge(tenant, 1, Integer::sum);
        try {
            if (inUse > AT_ONCE) {
                throw ScimException.tooMany(Duration.ofSeconds(1));
            }
            return work.get();
        } finally {
            underWay.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Counts what one request of a tenant keeps. */
    Held held(String tenant) {
        return new Held(tenant);
    }

    /** What one request keeps in memory until the rest of its body comes. For one thread at a time. */
    final class Held {
        private final String tenant;
        private long bytes;

        private Held(String tenant) {
            this.tenant = tenant;
        }

        /** Whether so many bytes more may be kept. */
        boolean more(int count) {
            bytes += count;
            return held.merge(tenant, (long) count, Long::sum) <= MOST_HELD;
        }

        void free() {
            long kept = bytes;
            bytes = 0;
            held.computeIfPresent(tenant, (same, count) -> count <= kept ? null : count - kept);
        }
    }
}
