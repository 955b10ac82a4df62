package io.ssokit.scim;

import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.error.StoreException;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimGuardStore.Trip;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.user.Group;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What an app's administrators see of provisioning, and do about it. Thread-safe; blocks as long as the stores do. */
public final class Provisioning {
    /** More events at once are not given. */
    public static final int MAX_EVENTS = 500;

    private final UserStore store;
    private final Optional<ScimStores> kept;
    private final Clock clock;
    private final ScimAudit audit;
    private final GroupDrift drift;

    Provisioning(UserStore store, Optional<ScimStores> kept, Clock clock, ScimAudit audit, GroupDrift drift) {
        this.store = store;
        this.kept = kept;
        this.clock = clock;
        this.audit = audit;
        this.drift = drift;
    }

    /**
     * The latest events of a customer's provisioning, the newest first: what changed, what was refused, what was stopped.
     * Values of personal attributes are not in them.
     *
     * @param limit how many, from 1 to {@link #MAX_EVENTS}
     * @param before {@link ScimEvent#number()} of the last one of the page before; empty for the newest
     * @throws IllegalArgumentException if the limit is out of bounds
     * @throws StoreException.Unavailable if the log cannot be read
     */
    public List<ScimEvent> recent(String tenant, int limit, OptionalLong before) {
        if (limit < 1 || limit > MAX_EVENTS) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_EVENTS);
        }
        return kept.map(stores -> stores.events().recent(tenant, limit, before)).orElse(List.of());
    }

    /**
     * Deletes a group and its memberships on the app's own behalf. An identity provider that still pushes it is told so; when
     * it creates the group again, that is a new group. What the app grants to members of groups it must read from the store,
     * or take away itself.
     *
     * @param actor who does it, for the log
     * @return whether there was such a group
     * @throws StoreException.Unavailable if the store cannot do it now
     */
    public boolean deleteGroup(String tenant, String groupId, String actor) {
        Optional<Group> group = store.findGroup(tenant, groupId);
        if (group.isEmpty()) {
            return false;
        }
        try {
            store.deleteGroup(tenant, groupId, OptionalLong.empty());
        } catch (StoreException.NotFound somebodyWasFaster) {
            return false;
        }
        drift.bury(group.get(), true);
        audit.deletedByApp(
                group.get(),
                new ProvisioningEvent.GroupDeleted(
                        clock.instant(), tenant, groupId, group.get().displayName(), actor));
        return true;
    }

    /** Whether too many people went at once, so that this customer's provisioning switches off and deletes nobody. */
    public Optional<Trip> stopped(String tenant) {
        return kept.flatMap(stores -> stores.guards().tripped(tenant));
    }

    /**
     * Lets provisioning switch off and delete people again, on all nodes; the count begins anew.
     *
     * @param actor who does it, for the log
     * @return whether it was stopped
     * @throws StoreException.Unavailable if the store cannot do it now
     */
    public boolean resume(String tenant, String actor) {
        boolean resumed = kept.isPresent() && kept.get().guards().resume(tenant);
        if (resumed) {
            audit.tell(new ProvisioningEvent.BreakerResumed(clock.instant(), tenant, actor), "", "", "by " + actor);
        }
        return resumed;
    }
}
