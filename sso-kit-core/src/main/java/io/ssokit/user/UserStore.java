package io.ssokit.user;

import io.ssokit.error.StoreException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The app's users and groups (SPI). Both sign-in and provisioning write here. Every call is scoped by tenant and must
 * never return or change a record of another one. Called concurrently; may block; never returns null. Each call is
 * atomic: it is done whole or, with a {@link StoreException}, not at all. The contract is published as a test in the
 * core module's test jar ({@code UserStoreContract}).
 */
public interface UserStore {
    /** On whose behalf a person is created. */
    enum Origin {
        /** SCIM or an administrator: may bring a deleted person back. */
        PROVISIONING,
        /** A sign-in: never brings a deleted person back. */
        SIGN_IN
    }

    /**
     * Creates a person. The store decides id, version and times.
     *
     * @param draft without id
     * @throws StoreException.Conflict if the user name is taken in the tenant, or, for {@link Origin#SIGN_IN}, belongs
     *     to a person deleted by provisioning
     */
    User create(User draft, Origin origin);

    /**
     * The same people and groups, where besides no two of a tenant have the same value of one of these attributes: the app has
     * declared them unique for SCIM. Called once, when the SCIM endpoint is built; what is written through the store that comes
     * back is held to it, atomically, as to user names. Values that were stored before count from their next change on.
     *
     * @throws UnsupportedOperationException if this store cannot do that, which the endpoint reports as a wrong configuration;
     *     so does this method, unless there is nothing to keep unique
     */
    default UserStore withUnique(UniqueAttributes unique) {
        if (unique.isEmpty()) {
            return this;
        }
        throw new UnsupportedOperationException(
                "the user store cannot keep attributes of your own unique: leave uniqueness out of scim.extensions, or"
                        + " bring a UserStore with withUnique (a PeopleStore is none)");
    }

    /** The person of this id. */
    Optional<User> find(String tenant, String id);

    /** The person of this user name, compared without regard to case. */
    Optional<User> findByUserName(String tenant, String userName);

    /** A page of people. {@link UserPages} answers what a store does not push down. */
    Page<User> query(String tenant, UserQuery query);

    /**
     * Stores a person's new values under the same id, raising the version.
     *
     * @param expectedVersion the version the caller has read; empty to write over any
     * @throws StoreException.NotFound if there is no such person
     * @throws StoreException.StaleVersion if the person has changed since
     * @throws StoreException.Conflict if the new user name is taken
     */
    User replace(User user, OptionalLong expectedVersion);

    /**
     * Deletes a person and their memberships, leaving a tombstone of the user name, so that signing in does not bring
     * them back.
     *
     * @throws StoreException.NotFound if there is no such person
     * @throws StoreException.StaleVersion if the person has changed since
     */
    void delete(String tenant, String id, OptionalLong expectedVersion);

    /**
     * Creates a group with members. The store decides id, version and times.
     *
     * @throws StoreException.Conflict if the display name is taken in the tenant, or a member does not exist there
     *     (attribute {@code members})
     */
    Group createGroup(Group draft, MembershipChange members);

    /** The group of this id. */
    Optional<Group> findGroup(String tenant, String id);

    /** A page of groups. Filters over {@code members.value} find the groups of a person. */
    Page<Group> queryGroups(String tenant, UserQuery query);

    /**
     * Stores a group's new values and changes its members, in one step, raising the version once.
     *
     * @param group the new values under the same id
     * @param members who joins and who leaves
     * @param expectedVersion the version the caller has read; empty to write over any
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     * @throws StoreException.Conflict if the new display name is taken, or somebody who joins does not exist in this
     *     tenant (attribute {@code members})
     */
    Group replaceGroup(Group group, MembershipChange members, OptionalLong expectedVersion);

    /**
     * Changes a group's members only; nothing else of the group is read or written, so that parallel changes of one
     * group never lose one another.
     *
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     * @throws StoreException.Conflict if somebody who joins does not exist in this tenant (attribute {@code members})
     */
    Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion);

    /**
     * Deletes a group and its memberships.
     *
     * @throws StoreException.NotFound if there is no such group
     * @throws StoreException.StaleVersion if the group has changed since
     */
    void deleteGroup(String tenant, String id, OptionalLong expectedVersion);

    /**
     * A page of a group's members, ordered by user id. Empty if there is no such group.
     *
     * @param after a {@link Page#next} of this group: the members behind it, found without passing those before it; empty
     *     for the first page, which alone is {@linkplain Page#counted counted}
     * @param limit how many members at most; 0 only counts
     */
    Page<Member> members(String tenant, String groupId, Optional<String> after, int limit);

    /** The groups a person is a member of, ordered by display name. */
    List<Group> groupsOf(String tenant, String userId);

    /**
     * The groups of a page of people at once, each list ordered by display name; who is in no group may be missing. One
     * call for each person unless overridden.
     */
    default Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        Map<String, List<Group>> groups = new HashMap<>();
        userIds.forEach(id -> groups.put(id, groupsOf(tenant, id)));
        return groups;
    }
}
