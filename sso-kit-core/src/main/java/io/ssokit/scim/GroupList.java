package io.ssokit.scim;

import io.ssokit.user.Group;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import io.ssokit.user.UserStore;
import java.util.List;

/** Lists of groups. */
record GroupList(ResourceType type, UserStore store, Representations representations) implements Listed<Group> {
    @Override
    public Page<Group> page(String tenant, UserQuery query) {
        return store.queryGroups(tenant, query);
    }

    @Override
    public SortKey key(Sort sort, Group group) {
        return SortKey.of(sort, group);
    }

    @Override
    public List<JsonObject> json(String tenant, List<Group> groups, Projection projection) {
        return groups.stream()
                .map(group -> representations.group(group, () -> Members.of(store, group), projection))
                .toList();
    }
}
