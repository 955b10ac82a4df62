package io.ssokit.user;

import io.ssokit.error.StoreException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Groups, memberships and the names of deleted people, for people who are kept elsewhere: {@link #with} joins it with the
 * app's. The shipped stores have one each. It knows people by id only and does not ask whether they exist. Every call is
 * scoped by tenant, atomic and may come concurrently; failures are as in {@link UserStore}, whose methods of the same
 * purpose say more.
 */
public interface GroupStore {
    /** People of the app and groups of this store as one. */
    default UserStore with(PeopleStore people, Clock clock) {
        return new PeopleAndGroups(people, this, clock);
    }

    /** @throws StoreException.Conflict if the display name is taken in the tenant */
    Group create(Group draft, MembershipChange members);

    /** The group of this id. */
    Optional<Group> find(String tenant, String id);

    /** A page of groups. */
    Page<Group> query(String tenant, UserQuery query);

    /**
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     * @throws StoreException.Conflict if the new display name is taken
     */
    Group replace(Group group, MembershipChange members, OptionalLong expectedVersion);

    /**
     * Changes members only.
     *
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     */
    Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion);

    /**
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     */
    void delete(String tenant, String id, OptionalLong expectedVersion);

    /**
     * A page of the ids of a group's members, in order. Empty if there is no such group.
     *
     * @param after a {@link Page#next} of this group: the ids behind it; empty for the first page, which alone is
     *     {@linkplain Page#counted counted}
     * @param limit how many ids at most; 0 only counts
     */
    Page<String> memberIds(String tenant, String groupId, Optional<String> after, int limit);

    /** The groups of each of these people, each list ordered by display name; who is in none may be missing. */
    Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds);

    /** Takes a person out of all groups, raising their versions. */
    void leaveAll(String tenant, String userId);

    /** Remembers that the person of this user name was deleted. */
    void bury(String tenant, String userName);

    /** Forgets it. */
    void unbury(String tenant, String userName);

    /** Whether the person of this user name was deleted, in any case, and not created by provisioning since. */
    boolean isBuried(String tenant, String userName);
}
