package io.ssokit.scim;

import io.ssokit.user.Group;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import io.ssokit.user.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists of users. */
record UserList(ResourceType type, UserStore store, Representations representations) implements Listed<User> {
    @Override
    public Page<User> page(String tenant, UserQuery query) {
        return store.query(tenant, query);
    }

    @Override
    public SortKey key(Sort sort, User user) {
        return SortKey.of(sort, user);
    }

    @Override
    public List<JsonObject> json(String tenant, List<User> users, Projection projection) {
        Map<String, List<Group>> groups = projection.wants("groups") && !users.isEmpty()
                ? store.groupsOf(tenant, users.stream().map(User::id).toList())
                : Map.of();
        List<JsonObject> all = new ArrayList<>(users.size());
        for (User user : users) {
            all.add(representations.user(user, () -> groups.getOrDefault(user.id(), List.of()), projection));
        }
        return all;
    }
}
