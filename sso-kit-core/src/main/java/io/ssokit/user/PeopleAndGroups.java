package io.ssokit.user;

import io.ssokit.error.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * The app's people and a store of groups as one. No transaction spans both, so the order of steps keeps what they promise
 * together: a membership is written before its person is looked up once more, and a person is deleted before their
 * memberships are; a name is buried before its person is deleted, and looked up after a person was created. Thread-safe.
 */
final class PeopleAndGroups implements UserStore {
    private static final int TRIES = 20;

    private final PeopleStore people;
    private final GroupStore groups;
    private final Clock clock;

    PeopleAndGroups(PeopleStore people, GroupStore groups, Clock clock) {
        this.people = people;
        this.groups = groups;
        this.clock = clock;
    }

    @Override
    public User create(User draft, Origin origin) {
        if (origin == Origin.SIGN_IN
                && groups.isBuried(draft.tenant(), draft.userName())
                && people.findByUserName(draft.tenant(), draft.userName()).isEmpty()) {
            throw StoreException.Conflict.deletedBefore("userName");
        }
        Instant now = now();
        User created = people.create(draft.toBuilder()
                .stored(UUID.randomUUID().toString(), 1, now, now)
                .build());
        if (origin == Origin.PROVISIONING) {
            groups.unbury(created.tenant(), created.userName());
        } else if (groups.isBuried(created.tenant(), created.userName())) {
            people.delete(created.tenant(), created.id(), created.version());
            throw StoreException.Conflict.deletedBefore("userName");
        }
        return created;
    }

    @Override
    public Optional<User> find(String tenant, String id) {
        return people.find(tenant, id);
    }

    @Override
    public Optional<User> findByUserName(String tenant, String userName) {
        return people.findByUserName(tenant, userName);
    }

    @Override
    public Page<User> query(String tenant, UserQuery query) {
        if (query.filter().filter(PeopleAndGroups::isAboutGroups).isEmpty()) {
            return people.query(tenant, query);
        }
        try (Stream<User> candidates = people.candidates(tenant, query.filter())) {
            return UserPages.ofUsers(query, candidates, person -> groupsOf(tenant, person.id()));
        }
    }

    @Override
    public User replace(User user, OptionalLong expectedVersion) {
        User[] after = new User[1];
        onVersion(user.tenant(), user.id(), expectedVersion, before -> version -> {
            after[0] = user.toBuilder()
                    .stored(before.id(), version + 1, before.created(), now())
                    .build();
            return people.replace(after[0], version);
        });
        return after[0];
    }

    @Override
    public void delete(String tenant, String id, OptionalLong expectedVersion) {
        onVersion(tenant, id, expectedVersion, before -> version -> {
            groups.bury(tenant, before.userName());
            boolean deleted = people.delete(tenant, id, version);
            if (!deleted) {
                groups.unbury(tenant, before.userName());
            }
            return deleted;
        });
        groups.leaveAll(tenant, id);
    }

    @Override
    public Group createGroup(Group draft, MembershipChange members) {
        if (!areKnown(draft.tenant(), members)) {
            throw StoreException.Conflict.unknown("members");
        }
        return settled(groups.create(draft, members), members);
    }

    @Override
    public Optional<Group> findGroup(String tenant, String id) {
        return groups.find(tenant, id);
    }

    @Override
    public Page<Group> queryGroups(String tenant, UserQuery query) {
        return groups.query(tenant, query);
    }

    @Override
    public Group replaceGroup(Group group, MembershipChange members, OptionalLong expectedVersion) {
        requireKnown(group.tenant(), group.id(), members);
        return settled(groups.replace(group, members, expectedVersion), members);
    }

    @Override
    public Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion) {
        requireKnown(tenant, groupId, members);
        return settled(groups.changeMembers(tenant, groupId, members, expectedVersion), members);
    }

    @Override
    public void deleteGroup(String tenant, String id, OptionalLong expectedVersion) {
        groups.delete(tenant, id, expectedVersion);
    }

    @Override
    public Page<Member> members(String tenant, String groupId, Optional<String> after, int limit) {
        Page<String> ids = groups.memberIds(tenant, groupId, after, limit);
        List<Member> members = ids.items().stream()
                .map(id ->
                        new Member(id, people.find(tenant, id).map(User::label).orElse(id)))
                .toList();
        return new Page<>(ids.counted(), members, ids.next(), ids.previous());
    }

    @Override
    public List<Group> groupsOf(String tenant, String userId) {
        return groupsOf(tenant, Set.of(userId)).getOrDefault(userId, List.of());
    }

    @Override
    public Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        return groups.groupsOf(tenant, userIds);
    }

    @FunctionalInterface
    private interface Write {
        LongPredicate on(User before);
    }

    /** Without an expected version the change is done on top of whichever is stored. */
    private void onVersion(String tenant, String id, OptionalLong expectedVersion, Write write) {
        for (int tries = 0; tries < TRIES; tries++) {
            User before = people.find(tenant, id).orElseThrow(() -> gone(tenant, id));
            if (expectedVersion.isPresent() && expectedVersion.getAsLong() != before.version()) {
                throw new StoreException.StaleVersion("User " + id);
            }
            if (write.on(before).test(before.version())) {
                return;
            }
        }
        throw new StoreException.StaleVersion("User " + id);
    }

    /** Their memberships may be left of a deletion that broke off. */
    private StoreException gone(String tenant, String id) {
        groups.leaveAll(tenant, id);
        return new StoreException.NotFound("User " + id);
    }

    private void requireKnown(String tenant, String groupId, MembershipChange members) {
        if (!areKnown(tenant, members)) {
            throw groups.find(tenant, groupId).isEmpty()
                    ? new StoreException.NotFound("Group " + groupId)
                    : StoreException.Conflict.unknown("members");
        }
    }

    private boolean areKnown(String tenant, MembershipChange members) {
        return joining(members).stream().allMatch(id -> people.find(tenant, id).isPresent());
    }

    /** Whoever was deleted while they joined has left all groups before or leaves this one now. */
    private Group settled(Group group, MembershipChange members) {
        for (String id : joining(members)) {
            if (people.find(group.tenant(), id).isEmpty()) {
                groups.leaveAll(group.tenant(), id);
            }
        }
        return group;
    }

    private static Set<String> joining(MembershipChange members) {
        Set<String> ids = new HashSet<>(members.replaceAll().orElse(Set.of()));
        ids.addAll(members.add());
        ids.removeAll(members.remove());
        return ids;
    }

    private static boolean isAboutGroups(UserFilter filter) {
        if (filter instanceof UserFilter.And and) {
            return and.all().stream().anyMatch(PeopleAndGroups::isAboutGroups);
        }
        if (filter instanceof UserFilter.Or or) {
            return or.any().stream().anyMatch(PeopleAndGroups::isAboutGroups);
        }
        if (filter instanceof UserFilter.Not not) {
            return isAboutGroups(not.negated());
        }
        if (filter instanceof UserFilter.Present present) {
            return isGroups(present.path());
        }
        if (filter instanceof UserFilter.Element element) {
            return isGroups(element.path());
        }
        return filter instanceof UserFilter.Compare compare && isGroups(compare.path());
    }

    private static boolean isGroups(String path) {
        return path.equals("groups") || path.startsWith("groups.");
    }

    /** SCIM shows times in milliseconds, and what is shown must be what is compared. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
