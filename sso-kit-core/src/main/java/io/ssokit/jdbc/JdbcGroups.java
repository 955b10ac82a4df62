package io.ssokit.jdbc;

import io.ssokit.user.Group;
import io.ssokit.user.GroupStore;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.UserQuery;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Groups of people who are in the app's own table: our tables but for {@code sso_app_member}. */
final class JdbcGroups implements GroupStore {
    private static final Groups GROUPS = Groups.OF_THE_APP;
    private static final Members MEMBERS = Members.OF_THE_APP;

    private final Db db;
    private final Clock clock;

    JdbcGroups(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public Group create(Group draft, MembershipChange members) {
        return db.transaction(tx -> GROUPS.create(tx, draft, members, Stamp.first(now())));
    }

    @Override
    public Optional<Group> find(String tenant, String id) {
        return db.transaction(tx -> GROUPS.find(tx, tenant, id));
    }

    @Override
    public Page<Group> query(String tenant, UserQuery query) {
        return db.transaction(tx -> GROUPS.query(tx, tenant, query));
    }

    @Override
    public Group replace(Group group, MembershipChange members, OptionalLong expectedVersion) {
        return db.transaction(tx -> GROUPS.replace(tx, group, members, expectedVersion, now()));
    }

    @Override
    public Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion) {
        return db.transaction(tx -> GROUPS.changeMembers(tx, tenant, groupId, members, expectedVersion, now()));
    }

    @Override
    public void delete(String tenant, String id, OptionalLong expectedVersion) {
        db.run(tx -> GROUPS.delete(tx, tenant, id, expectedVersion));
    }

    @Override
    public Page<String> memberIds(String tenant, String groupId, Optional<String> after, int limit) {
        return db.transaction(tx -> MEMBERS.ids(tx, tenant, groupId, after, limit));
    }

    @Override
    public Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        return db.transaction(tx -> GROUPS.ofUsers(tx, tenant, userIds));
    }

    @Override
    public void leaveAll(String tenant, String userId) {
        db.run(tx -> GROUPS.leaveAll(tx, tenant, userId, now()));
    }

    @Override
    public void bury(String tenant, String userName) {
        db.run(tx -> Tombstones.put(tx, tenant, Keys.folded(userName), now()));
    }

    @Override
    public void unbury(String tenant, String userName) {
        db.run(tx -> Tombstones.remove(tx, tenant, Keys.folded(userName)));
    }

    @Override
    public boolean isBuried(String tenant, String userName) {
        return db.transaction(tx -> Tombstones.contains(tx, tenant, Keys.folded(userName)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
