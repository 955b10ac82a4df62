package io.ssokit.scim;

import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.LeaseStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One change at a time in a tenant, on all nodes: for the few changes that depend on what others change at the same moment.
 * Thread-safe.
 */
final class Turns {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);
    private static final int TRIES = 250;

    private final Optional<LeaseStore> leases;
    private final Clock clock;
    /** Those of one node do not have to ask the store who is next. */
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();

    /** @param leases empty if there is no other node */
    Turns(Optional<LeaseStore> leases, Clock clock) {
        this.leases = leases;
        this.clock = clock;
    }

    /** @throws ScimException 503 if it is never our turn */
    <T> T take(String tenant, Supplier<T> work) {
        ReentrantLock lock = locks.computeIfAbsent(tenant, name -> new ReentrantLock());
        lock.lock();
        try {
            return leases.isEmpty() ? work.get() : leased(leases.get(), tenant, work);
        } finally {
            lock.unlock();
        }
    }

    private <T> T leased(LeaseStore store, String tenant, Supplier<T> work) {
        String name = "scim.guard:" + tenant;
        String holder = RandomToken.bits128();
        for (int tries = 0; !store.take(name, holder, clock.instant().plus(LONGEST)); tries++) {
            if (tries == TRIES) {
                throw ScimException.unavailable(Duration.ofSeconds(1));
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        try {
            return work.get();
        } finally {
            store.release(name, holder);
        }
    }
}
