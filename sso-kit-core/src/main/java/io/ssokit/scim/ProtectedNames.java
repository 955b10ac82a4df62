package io.ssokit.scim;

import io.ssokit.connection.ScimSettings;
import io.ssokit.internal.CaseKey;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;

/**
 * Groups and people that are the app's own: provisioning neither makes nor changes what has their names, and nothing takes on
 * such a name. Names are compared without regard to case; a letter that only looks like another is another. Immutable.
 */
final class ProtectedNames {
    private final UserStore store;

    ProtectedNames(UserStore store) {
        this.store = store;
    }

    void require(Exchange exchange, User user) {
        if (settings(exchange).protectedUsers().contains(CaseKey.of(user.userName()))) {
            throw refusal("user", user.userName());
        }
    }

    void require(Exchange exchange, Group group) {
        if (settings(exchange).protectedGroups().contains(CaseKey.of(group.displayName()))) {
            throw refusal("group", group.displayName());
        }
    }

    /**
     * Refuses what makes or ends a membership of a protected person.
     *
     * @param groupId empty text if the group is new
     */
    void require(Exchange exchange, String groupId, MembershipChange members) {
        if (members.isEmpty()) {
            return;
        }
        for (String name : settings(exchange).protectedUsers()) {
            store.findByUserName(exchange.tenant(), name)
                    .filter(user -> isMember(user, groupId) != staysOrJoins(user, groupId, members))
                    .ifPresent(user -> {
                        throw refusal("user", user.userName());
                    });
        }
    }

    /** Whether a change of this group's members has to be looked at closely. */
    static boolean isUsed(Exchange exchange) {
        ScimSettings settings = settings(exchange);
        return !settings.protectedGroups().isEmpty()
                || !settings.protectedUsers().isEmpty();
    }

    private boolean staysOrJoins(User user, String groupId, MembershipChange members) {
        boolean first =
                members.replaceAll().map(all -> all.contains(user.id())).orElseGet(() -> isMember(user, groupId));
        return (first || members.add().contains(user.id())) && !members.remove().contains(user.id());
    }

    private boolean isMember(User user, String groupId) {
        return store.groupsOf(user.tenant(), user.id()).stream()
                .anyMatch(group -> group.id().equals(groupId));
    }

    private static ScimSettings settings(Exchange exchange) {
        return exchange.directory().settings();
    }

    private static ScimException refusal(String what, String name) {
        return ScimException.forbidden("the " + what + " " + ScimException.excerpt(name)
                + " belongs to the application itself: provisioning neither creates nor changes it");
    }
}
