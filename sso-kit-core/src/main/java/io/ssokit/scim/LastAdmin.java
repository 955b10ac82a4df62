package io.ssokit.scim;

import io.ssokit.internal.CaseKey;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Provisioning cannot take away the last active member of an admin group, nor the group: nobody could repair it in the app.
 * Changes that could are made one at a time, so that two at once do not each rely on the other's person. Thread-safe.
 */
final class LastAdmin {
    private static final int AT_ONCE = 200;

    private final UserStore store;
    private final Turns turns;

    LastAdmin(UserStore store, Turns turns) {
        this.store = store;
        this.turns = turns;
    }

    /** Does what switches an active person off or deletes them. */
    <T> T leaves(Exchange exchange, User user, Supplier<T> work) {
        Set<String> names = exchange.directory().settings().adminGroups();
        if (names.isEmpty()) {
            return work.get();
        }
        // Also whoever is in no such group now: somebody else may leave one because they join it meanwhile.
        return turns.take(user.tenant(), () -> {
            Predicate<String> stays = id -> !id.equals(user.id());
            adminGroups(user, names).stream()
                    .filter(group -> !hasActive(group, stays))
                    .findFirst()
                    .ifPresent(LastAdmin::refuse);
            return work.get();
        });
    }

    /** Changes members. */
    <T> T changes(Exchange exchange, Group group, MembershipChange members, Supplier<T> work) {
        boolean takesAway =
                members.replaceAll().isPresent() || !members.remove().isEmpty();
        if (!takesAway || !isAdmin(exchange, group)) {
            return work.get();
        }
        return turns.take(group.tenant(), () -> {
            Predicate<String> stays = members.replaceAll()
                    .<Predicate<String>>map(all -> all::contains)
                    .orElse(id -> true)
                    .and(id -> !members.remove().contains(id));
            boolean joins = members.add().stream().anyMatch(id -> isActive(group.tenant(), id))
                    || members.replaceAll().orElse(Set.of()).stream().anyMatch(id -> isActive(group.tenant(), id));
            if (!joins && !hasActive(group, stays) && hasActive(group, id -> true)) {
                refuse(group);
            }
            return work.get();
        });
    }

    /** Refuses to delete an admin group, or to give it another name. */
    void requireKept(Exchange exchange, Group group) {
        if (isAdmin(exchange, group)) {
            throw ScimException.forbidden("the group " + ScimException.excerpt(group.displayName())
                    + " holds this application's administrators: it can be neither deleted nor renamed");
        }
    }

    private static boolean isAdmin(Exchange exchange, Group group) {
        return exchange.directory().settings().adminGroups().contains(CaseKey.of(group.displayName()));
    }

    private List<Group> adminGroups(User user, Set<String> names) {
        return store.groupsOf(user.tenant(), user.id()).stream()
                .filter(group -> names.contains(CaseKey.of(group.displayName())))
                .toList();
    }

    private boolean hasActive(Group group, Predicate<String> who) {
        Optional<String> after = Optional.empty();
        do {
            Page<Member> page = store.members(group.tenant(), group.id(), after, AT_ONCE);
            after = page.next();
            if (page.items().stream().map(Member::userId).filter(who).anyMatch(id -> isActive(group.tenant(), id))) {
                return true;
            }
        } while (after.isPresent());
        return false;
    }

    private boolean isActive(String tenant, String userId) {
        return store.find(tenant, userId).filter(User::active).isPresent();
    }

    private static void refuse(Group group) {
        throw ScimException.forbidden("this would leave the group " + ScimException.excerpt(group.displayName())
                + " without an active member, and the application without an administrator: add another one first");
    }
}
