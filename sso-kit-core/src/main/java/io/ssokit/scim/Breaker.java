package io.ssokit.scim;

import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimGuardStore.Trip;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops a directory that switches off or deletes more of its people within the window than it may: a filter that was changed by
 * mistake at the identity provider looks the same as everybody's leaving. Everything else goes on. What is counted and that it
 * is stopped is in the store, so it holds on all nodes and after a restart. Thread-safe.
 */
final class Breaker {
    /** So many may always go: a share says little about a small company. */
    private static final int FLOOR = 10;

    private static final int NEVER = 100;
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final Duration COUNTED = Duration.ofMinutes(1);

    private final UserStore store;
    private final Optional<ScimGuardStore> guards;
    private final Clock clock;
    private final ScimAudit audit;
    /** Counting a million people takes longer than switching one off. */
    private final Map<String, Active> actives = new ConcurrentHashMap<>();

    private record Active(long people, Instant at) {}

    /** @param guards empty if nothing is counted */
    Breaker(UserStore store, Optional<ScimGuardStore> guards, Clock clock, ScimAudit audit) {
        this.store = store;
        this.guards = guards;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Counts an active person who is about to go.
     *
     * @throws ScimException 503 if nobody may go
     */
    void depart(Exchange exchange) {
        ScimSettings settings = exchange.directory().settings();
        if (guards.isEmpty() || settings.breakerPercent() == NEVER) {
            return;
        }
        String tenant = exchange.tenant();
        if (guards.get().tripped(tenant).isPresent()) {
            throw stopped();
        }
        Instant now = clock.instant();
        long gone = guards.get().depart(tenant, now, now.minus(settings.breakerWindow()));
        if (gone <= FLOOR) {
            return;
        }
        long active = activeAtFirst(tenant, now, gone - 1);
        if (gone * 100 > active * settings.breakerPercent()) {
            trip(guards.get(), tenant, new Trip(now, gone - 1, active), settings.breakerPercent());
            throw stopped();
        }
    }

    private void trip(ScimGuardStore to, String tenant, Trip trip, int percent) {
        if (to.trip(tenant, trip)) {
            audit.tell(
                    new ProvisioningEvent.BreakerTripped(trip.at(), tenant, trip.people(), trip.active(), percent),
                    "",
                    "",
                    trip.people() + " of " + trip.active() + " active people have been switched off or deleted within a"
                            + " short time, and with one more it would be more than " + percent
                            + " %: nobody else is until an administrator of the application resumes the directory");
        }
    }

    private long activeAtFirst(String tenant, Instant now, long gone) {
        Active known = actives.get(tenant);
        if (known == null || known.at().plus(COUNTED).isBefore(now)) {
            UserFilter active = new Compare("active", UserFilter.Operator.EQ, true);
            long people = store.query(tenant, new UserQuery(Optional.of(active), 0, 0))
                    .total();
            known = new Active(people + gone, now);
            actives.put(tenant, known);
        }
        return known.people();
    }

    private static ScimException stopped() {
        return ScimException.stopped(
                "too many people were to be switched off or deleted within a short time, so nobody is for now;"
                        + " check assignments and filters at the identity provider, then let the application's"
                        + " administrator resume this directory",
                RETRY);
    }
}
