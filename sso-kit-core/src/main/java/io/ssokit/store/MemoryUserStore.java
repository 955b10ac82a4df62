package io.ssokit.store;

import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.UniqueAttributes;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Sends each call to its tenant's own room: what is in another room cannot be reached. */
final class MemoryUserStore implements UserStore {
    private final Clock clock;
    private final Map<String, MemoryTenant> tenants;
    private final UniqueAttributes unique;

    MemoryUserStore(Clock clock) {
        this(clock, new ConcurrentHashMap<>(), UniqueAttributes.NONE);
    }

    private MemoryUserStore(Clock clock, Map<String, MemoryTenant> tenants, UniqueAttributes unique) {
        this.clock = clock;
        this.tenants = tenants;
        this.unique = unique;
    }

    @Override
    public UserStore withUnique(UniqueAttributes attributes) {
        return new MemoryUserStore(clock, tenants, attributes);
    }

    @Override
    public User create(User draft, Origin origin) {
        return in(draft.tenant()).create(draft, origin, unique);
    }

    @Override
    public Optional<User> find(String tenant, String id) {
        return in(tenant).find(id);
    }

    @Override
    public Optional<User> findByUserName(String tenant, String userName) {
        return in(tenant).findByUserName(userName);
    }

    @Override
    public Page<User> query(String tenant, UserQuery query) {
        return in(tenant).query(query);
    }

    @Override
    public User replace(User user, OptionalLong expectedVersion) {
        return in(user.tenant()).replace(user, expectedVersion, unique);
    }

    @Override
    public void delete(String tenant, String id, OptionalLong expectedVersion) {
        in(tenant).delete(id, expectedVersion);
    }

    @Override
    public Group createGroup(Group draft, MembershipChange members) {
        return in(draft.tenant()).createGroup(draft, members, unique);
    }

    @Override
    public Optional<Group> findGroup(String tenant, String id) {
        return in(tenant).findGroup(id);
    }

    @Override
    public Page<Group> queryGroups(String tenant, UserQuery query) {
        return in(tenant).queryGroups(query);
    }

    @Override
    public Group replaceGroup(Group group, MembershipChange members, OptionalLong expectedVersion) {
        return in(group.tenant()).replaceGroup(group, members, expectedVersion, unique);
    }

    @Override
    public Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion) {
        return in(tenant).changeMembers(groupId, members, expectedVersion);
    }

    @Override
    public void deleteGroup(String tenant, String id, OptionalLong expectedVersion) {
        in(tenant).deleteGroup(id, expectedVersion);
    }

    @Override
    public Page<Member> members(String tenant, String groupId, Optional<String> after, int limit) {
        return in(tenant).members(groupId, after, limit);
    }

    @Override
    public List<Group> groupsOf(String tenant, String userId) {
        return in(tenant).groupsOf(userId);
    }

    @Override
    public Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        return in(tenant).groupsOf(userIds);
    }

    private MemoryTenant in(String tenant) {
        return tenants.computeIfAbsent(tenant, name -> new MemoryTenant(clock, true));
    }
}
