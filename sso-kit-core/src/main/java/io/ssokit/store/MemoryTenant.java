package io.ssokit.store;

import io.ssokit.error.StoreException;
import io.ssokit.internal.CaseKey;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UniqueAttributes;
import io.ssokit.user.User;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore.Origin;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** One tenant's people, groups and memberships. Its calls take turns, so each is atomic. */
final class MemoryTenant {
    private static final Table.Shape<User> USER = new Table.Shape<>(
            "User",
            User::id,
            User::version,
            new Index.Attribute<>("userName", true, user -> List.of(user.userName())),
            List.of(
                    new Index.Attribute<>(
                            "externalId",
                            false,
                            user -> user.externalId().stream().toList()),
                    new Index.Attribute<>(
                            "emails.value",
                            true,
                            user -> user.emails().stream().map(Email::value).toList()),
                    new Index.Attribute<>(
                            "displayName",
                            true,
                            user -> user.displayName().stream().toList())),
            SortKey::of,
            List.of("userName", "displayName", "meta.lastModified"));
    private static final Table.Shape<Group> GROUP = new Table.Shape<>(
            "Group",
            Group::id,
            Group::version,
            new Index.Attribute<>("displayName", true, group -> List.of(group.displayName())),
            List.of(new Index.Attribute<>(
                    "externalId", false, group -> group.externalId().stream().toList())),
            SortKey::of,
            List.of("displayName", "meta.lastModified"));

    private final Clock clock;
    private final Memberships memberships = new Memberships();
    private final Table<User> users = new Table<>(USER, Map.of("groups.value", memberships::usersIn));
    private final Table<Group> groups = new Table<>(GROUP, Map.of("members.value", memberships::groupsOf));
    private final Taken takenByUsers = new Taken();
    private final Taken takenByGroups = new Taken();
    /** Keys of the user names whose people were deleted, and when. */
    private final Map<String, Instant> tombstones = new HashMap<>();

    private final Expiring<String> fading = new Expiring<>();

    /** Whether members must be people of {@link #users}; otherwise they are the app's, and looked up by the caller. */
    private final boolean peopleAreHere;

    MemoryTenant(Clock clock, boolean peopleAreHere) {
        this.clock = clock;
        this.peopleAreHere = peopleAreHere;
    }

    synchronized User create(User draft, Origin origin, UniqueAttributes unique) {
        users.requireFree(draft.userName(), "");
        takenByUsers.requireFree(unique.of(draft), "");
        if (origin == Origin.SIGN_IN && isBuried(draft.userName())) {
            throw StoreException.Conflict.deletedBefore("userName");
        }
        unbury(draft.userName());
        Instant now = now();
        return taking(users.put(draft.toBuilder().stored(newId(), 1, now, now).build()), unique);
    }

    synchronized Optional<User> find(String id) {
        return users.find(id);
    }

    synchronized Optional<User> findByUserName(String userName) {
        return users.named(userName);
    }

    synchronized Page<User> query(UserQuery query) {
        return users.page(
                query,
                filter -> UserFilters.ofUsers(filter, this::groupsOf, user -> memberships.groupsOf(user.id())),
                (same, some, matches) -> UserPages.of(same, some, matches, SortKey.ofUsers(same.order())));
    }

    synchronized User replace(User user, OptionalLong expectedVersion, UniqueAttributes unique) {
        User before = users.expect(user.id(), expectedVersion);
        users.requireFree(user.userName(), user.id());
        takenByUsers.requireFree(unique.of(user), user.id());
        return taking(
                users.put(user.toBuilder()
                        .stored(before.id(), before.version() + 1, before.created(), now())
                        .build()),
                unique);
    }

    synchronized void delete(String id, OptionalLong expectedVersion) {
        User user = users.expect(id, expectedVersion);
        leaveAll(id);
        users.remove(user);
        takenByUsers.remove(id);
        bury(user.userName());
    }

    synchronized void leaveAll(String userId) {
        for (String groupId : List.copyOf(memberships.groupsOf(userId))) {
            memberships.leave(groupId, Set.of(userId));
            groups.find(groupId).ifPresent(group -> groups.put(next(group, group)));
        }
    }

    synchronized void bury(String userName) {
        Instant now = now();
        fading.forgetBefore(now, this::forgetIfOver);
        tombstones.put(CaseKey.of(userName), now);
        fading.add(CaseKey.of(userName), goneAt(now));
    }

    synchronized void unbury(String userName) {
        tombstones.remove(CaseKey.of(userName));
    }

    synchronized boolean isBuried(String userName) {
        Instant deleted = tombstones.get(CaseKey.of(userName));
        return deleted != null && !goneAt(deleted).isBefore(now());
    }

    private static Instant goneAt(Instant deleted) {
        return Retention.until(deleted, Retention.DEFAULT.deletedPeople());
    }

    /** The name may have been deleted once more since. */
    private void forgetIfOver(String key) {
        tombstones.computeIfPresent(key, (same, deleted) -> goneAt(deleted).isBefore(now()) ? null : deleted);
    }

    synchronized Group createGroup(Group draft, MembershipChange members, UniqueAttributes unique) {
        groups.requireFree(draft.displayName(), "");
        takenByGroups.requireFree(unique.of(draft), "");
        requireKnown(members);
        Instant now = now();
        Group group = groups.put(draft.stored(newId(), 1, now, now));
        memberships.apply(group.id(), members);
        return taking(group, unique);
    }

    synchronized Optional<Group> findGroup(String id) {
        return groups.find(id);
    }

    synchronized Page<Group> queryGroups(UserQuery query) {
        return groups.page(
                query,
                filter -> UserFilters.ofGroups(
                        filter, (group, id) -> memberships.usersIn(group.id()).contains(id)),
                (same, some, matches) -> UserPages.of(same, some, matches, SortKey.ofGroups(same.order())));
    }

    synchronized Group replaceGroup(
            Group group, MembershipChange members, OptionalLong expectedVersion, UniqueAttributes unique) {
        Group before = groups.expect(group.id(), expectedVersion);
        groups.requireFree(group.displayName(), group.id());
        takenByGroups.requireFree(unique.of(group), group.id());
        requireKnown(members);
        memberships.apply(group.id(), members);
        return taking(groups.put(next(before, group)), unique);
    }

    synchronized Group changeMembers(String groupId, MembershipChange members, OptionalLong expectedVersion) {
        Group before = groups.expect(groupId, expectedVersion);
        requireKnown(members);
        // RFC 7644 §3.5.2.1: adding what is there already changes nothing, not even the time of the last change.
        return memberships.apply(groupId, members) ? groups.put(next(before, before)) : before;
    }

    synchronized void deleteGroup(String id, OptionalLong expectedVersion) {
        Group group = groups.expect(id, expectedVersion);
        memberships.leave(id, Set.copyOf(memberships.usersIn(id)));
        groups.remove(group);
        takenByGroups.remove(id);
    }

    synchronized Page<Member> members(String groupId, Optional<String> after, int limit) {
        Page<String> ids = memberIds(groupId, after, limit);
        List<Member> members = ids.items().stream()
                .map(id -> new Member(id, users.find(id).map(User::label).orElse(id)))
                .toList();
        return new Page<>(ids.counted(), members, ids.next(), ids.previous());
    }

    synchronized List<Group> groupsOf(String userId) {
        Set<String> ids = memberships.groupsOf(userId);
        if (ids.isEmpty()) {
            return List.of();
        }
        return ids.stream()
                .flatMap(id -> groups.find(id).stream())
                .sorted(Comparator.comparing(group -> CaseKey.of(group.displayName())))
                .toList();
    }

    synchronized Map<String, List<Group>> groupsOf(Collection<String> userIds) {
        return userIds.stream().distinct().collect(Collectors.toMap(id -> id, this::groupsOf));
    }

    private List<Group> groupsOf(User user) {
        return groupsOf(user.id());
    }

    private User taking(User stored, UniqueAttributes unique) {
        if (!unique.ofUsers().isEmpty()) {
            takenByUsers.put(stored.id(), unique.of(stored));
        }
        return stored;
    }

    private Group taking(Group stored, UniqueAttributes unique) {
        if (!unique.ofGroups().isEmpty()) {
            takenByGroups.put(stored.id(), unique.of(stored));
        }
        return stored;
    }

    synchronized Page<String> memberIds(String groupId, Optional<String> after, int limit) {
        NavigableSet<String> all = memberships.usersIn(groupId);
        NavigableSet<String> behind = after.map(id -> all.tailSet(id, false)).orElse(all);
        List<String> page = behind.stream().limit(limit).toList();
        Optional<String> last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
        return new Page<>(
                after.isEmpty() ? OptionalLong.of(all.size()) : OptionalLong.empty(),
                page,
                last.filter(id -> all.higher(id) != null),
                Optional.empty());
    }

    private void requireKnown(MembershipChange members) {
        if (!peopleAreHere) {
            return;
        }
        boolean known = members.add().stream().allMatch(id -> users.find(id).isPresent())
                && members.replaceAll().orElse(Set.of()).stream()
                        .allMatch(id -> users.find(id).isPresent());
        if (!known) {
            throw StoreException.Conflict.unknown("members");
        }
    }

    private Group next(Group before, Group values) {
        return values.stored(before.id(), before.version() + 1, before.created(), now());
    }

    /** SCIM shows times in milliseconds, and what is shown must be what is compared. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
