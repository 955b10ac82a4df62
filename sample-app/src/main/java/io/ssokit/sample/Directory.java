package io.ssokit.sample;

import io.ssokit.session.SsoSession;
import io.ssokit.user.Group;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the user store holds, for people to look at.
 *
 * @param users people of all tenants
 * @param groups provisioned groups of all tenants
 */
public record Directory(List<Person> users, List<Team> groups) {
    private static final int SHOWN = 50;

    /**
     * A person.
     *
     * @param state {@code active} or {@code switched off}
     * @param groups from provisioning and from the assertion
     */
    public record Person(String tenant, String id, String userName, String name, String state, String groups) {}

    /** A provisioned group. */
    public record Team(String tenant, String name, long members) {}

    static Directory of(UserStore store, Collection<String> tenants) {
        List<Person> people = new ArrayList<>();
        List<Team> teams = new ArrayList<>();
        for (String tenant : tenants) {
            store.query(tenant, UserQuery.page(0, SHOWN)).items().forEach(user -> people.add(person(store, user)));
            store.queryGroups(tenant, UserQuery.page(0, SHOWN))
                    .items()
                    .forEach(group -> teams.add(new Team(tenant, group.displayName(), members(store, group))));
        }
        return new Directory(people, teams);
    }

    /** The groups of the person's record, as it is now. */
    static Set<String> groupsOf(UserStore store, SsoSession session) {
        Optional<User> user = store.find(session.tenant(), session.userId());
        return user.map(found -> groupsOf(store, found)).orElse(session.groups());
    }

    private static Set<String> groupsOf(UserStore store, User user) {
        Set<String> groups = new TreeSet<>(user.assertedGroups());
        store.groupsOf(user.tenant(), user.id()).forEach(group -> groups.add(group.displayName()));
        return groups;
    }

    private static Person person(UserStore store, User user) {
        return new Person(
                user.tenant(),
                user.id(),
                user.userName(),
                user.label(),
                user.active() ? "active" : "switched off",
                String.join(", ", groupsOf(store, user)));
    }

    private static long members(UserStore store, Group group) {
        return store.members(group.tenant(), group.id(), Optional.empty(), 0).total();
    }
}
