package io.ssokit.store;

import io.ssokit.user.Group;
import io.ssokit.user.GroupStore;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.UniqueAttributes;
import io.ssokit.user.UserQuery;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Groups of people whom the app keeps; each call goes to its tenant's own room. */
final class MemoryGroups implements GroupStore {
    private final Clock clock;
    private final Map<String, MemoryTenant> tenants = new ConcurrentHashMap<>();

    MemoryGroups(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Group create(Group draft, MembershipChange members) {
        return in(draft.tenant()).createGroup(draft, members, UniqueAttributes.NONE);
    }

    @Override
    public Optional<Group> find(String tenant, String id) {
        return in(tenant).findGroup(id);
    }

    @Override
    public Page<Group> query(String tenant, UserQuery query) {
        return in(tenant).queryGroups(query);
    }

    @Override
    public Group replace(Group group, MembershipChange members, OptionalLong expectedVersion) {
        return in(group.tenant()).replaceGroup(group, members, expectedVersion, UniqueAttributes.NONE);
    }

    @Override
    public Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion) {
        return in(tenant).changeMembers(groupId, members, expectedVersion);
    }

    @Override
    public void delete(String tenant, String id, OptionalLong expectedVersion) {
        in(tenant).deleteGroup(id, expectedVersion);
    }

    @Override
    public Page<String> memberIds(String tenant, String groupId, Optional<String> after, int limit) {
        return in(tenant).memberIds(groupId, after, limit);
    }

    @Override
    public Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        return in(tenant).groupsOf(userIds);
    }

    @Override
    public void leaveAll(String tenant, String userId) {
        in(tenant).leaveAll(userId);
    }

    @Override
    public void bury(String tenant, String userName) {
        in(tenant).bury(userName);
    }

    @Override
    public void unbury(String tenant, String userName) {
        in(tenant).unbury(userName);
    }

    @Override
    public boolean isBuried(String tenant, String userName) {
        return in(tenant).isBuried(userName);
    }

    private MemoryTenant in(String tenant) {
        return tenants.computeIfAbsent(tenant, name -> new MemoryTenant(clock, false));
    }
}
