package io.ssokit.scim;

import io.ssokit.error.StoreException;
import io.ssokit.internal.CaseKey;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Every change by provisioning passes here, and is refused if it would do harm that nobody can undo. Thread-safe. */
final class Guards {
    private final UserStore store;
    private final ProtectedNames names;
    private final LastAdmin lastAdmin;
    private final Breaker breaker;

    Guards(UserStore store, Optional<ScimStores> kept, Clock clock, ScimAudit audit) {
        this.store = store;
        this.names = new ProtectedNames(store);
        this.lastAdmin = new LastAdmin(store, new Turns(kept.map(ScimStores::leases), clock));
        this.breaker = new Breaker(store, kept.map(ScimStores::guards), clock, audit);
    }

    /** @throws ScimException 403 if it is not for provisioning to make */
    void create(Exchange exchange, User draft) {
        names.require(exchange, draft);
    }

    /** @throws ScimException 403 if it is not for provisioning to make */
    void create(Exchange exchange, Group draft, MembershipChange members) {
        names.require(exchange, draft);
        names.require(exchange, "", members);
    }

    /** @throws ScimException 403 if nothing of this person is for provisioning to change, the password included */
    void touch(Exchange exchange, User before) {
        names.require(exchange, before);
    }

    /**
     * Changes a person.
     *
     * @throws ScimException 403 or 503 if that must not be
     */
    <T> T change(Exchange exchange, User before, User after, Supplier<T> work) {
        names.require(exchange, after);
        return before.active() && !after.active() ? leave(exchange, before, work) : work.get();
    }

    /**
     * Deletes a person.
     *
     * @throws ScimException 403 or 503 if that must not be
     */
    <T> T delete(Exchange exchange, User user, Supplier<T> work) {
        names.require(exchange, user);
        return user.active() ? leave(exchange, user, work) : work.get();
    }

    /**
     * Changes a group and its members.
     *
     * @throws ScimException 403 if that must not be
     */
    <T> T change(Exchange exchange, Group before, Group after, MembershipChange members, Supplier<T> work) {
        names.require(exchange, before);
        names.require(exchange, after);
        names.require(exchange, before.id(), members);
        if (!CaseKey.of(before.displayName()).equals(CaseKey.of(after.displayName()))) {
            lastAdmin.requireKept(exchange, before);
        }
        return lastAdmin.changes(exchange, before, members, work);
    }

    /**
     * Changes members of a group that nobody has read: it is read only where names matter.
     *
     * @throws ScimException 403 if that must not be
     */
    <T> T members(Exchange exchange, String groupId, MembershipChange members, Supplier<T> work) {
        if (!ProtectedNames.isUsed(exchange)
                && exchange.directory().settings().adminGroups().isEmpty()) {
            return work.get();
        }
        Group group = store.findGroup(exchange.tenant(), groupId)
                .orElseThrow(() -> new StoreException.NotFound("Group " + groupId));
        return change(exchange, group, group, members, work);
    }

    /** @throws ScimException 403 if that must not be */
    void delete(Exchange exchange, Group group) {
        names.require(exchange, group);
        // The memberships end with it.
        names.require(exchange, group.id(), MembershipChange.replacing(Set.of()));
        lastAdmin.requireKept(exchange, group);
    }

    private <T> T leave(Exchange exchange, User user, Supplier<T> work) {
        return lastAdmin.leaves(exchange, user, () -> {
            breaker.depart(exchange);
            return work.get();
        });
    }
}
