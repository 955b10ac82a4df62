package io.ssokit.scim;

import io.ssokit.error.StoreException;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimGuardStore.GroupTombstone;
import io.ssokit.user.Group;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups that are no more here, while an identity provider may still push them: it is told since when, and what to do about it.
 * Thread-safe.
 */
final class GroupDrift {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);

    private final Optional<ScimGuardStore> graves;
    private final Clock clock;

    /** @param graves empty if nobody remembers */
    GroupDrift(Optional<ScimGuardStore> graves, Clock clock) {
        this.graves = graves;
        this.clock = clock;
    }

    /** Remembers a group that has just been deleted. That it is remembered matters less than that it is deleted. */
    void bury(Group group, boolean byApp) {
        Instant now = clock.instant();
        GroupTombstone tombstone =
                new GroupTombstone(group.tenant(), group.id(), group.displayName(), group.externalId(), now, byApp);
        try {
            graves.ifPresent(store -> store.bury(tombstone));
        } catch (StoreException failed) {
            LOG.warn("no tombstone for the deleted group {}", group.id(), failed);
        }
    }

    /** The answer to who speaks of a group that is not there. */
    ScimException missing(String tenant, String id) {
        Optional<GroupTombstone> tombstone = graves.flatMap(store -> store.tombstone(tenant, id));
        return tombstone
                .map(GroupDrift::explained)
                .orElseGet(() -> ScimException.notFound("group " + ScimException.excerpt(id)));
    }

    private static ScimException explained(GroupTombstone group) {
        String when = group.deleted().truncatedTo(ChronoUnit.SECONDS).toString();
        String what = "group " + ScimException.excerpt(group.id()) + " ("
                + ScimException.excerpt(group.displayName()) + ") was deleted "
                + (group.byApp() ? "by the application" : "by a SCIM request") + " on " + when + ": ";
        return ScimException.gone(what
                + "stop pushing it at the identity provider, or create it again by POST, which gives it a new id."
                + " OneLogin: remove what publishes the group twice, refresh the entitlements under Provisioning,"
                + " then reapply the entitlement mappings under More Actions");
    }
}
