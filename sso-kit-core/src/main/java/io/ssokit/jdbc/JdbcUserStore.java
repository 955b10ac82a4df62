package io.ssokit.jdbc;

import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.UniqueAttributes;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One transaction for each call. */
final class JdbcUserStore implements UserStore {
    private final Db db;
    private final Clock clock;
    private final UniqueAttributes unique;

    JdbcUserStore(Db db, Clock clock) {
        this(db, clock, UniqueAttributes.NONE);
    }

    private JdbcUserStore(Db db, Clock clock, UniqueAttributes unique) {
        this.db = db;
        this.clock = clock;
        this.unique = unique;
    }

    @Override
    public UserStore withUnique(UniqueAttributes attributes) {
        return new JdbcUserStore(db, clock, attributes);
    }

    @Override
    public User create(User draft, Origin origin) {
        return db.transaction(tx -> unique(tx, People.create(tx, draft, origin, Stamp.first(now()))));
    }

    @Override
    public Optional<User> find(String tenant, String id) {
        return db.transaction(tx -> People.find(tx, tenant, id));
    }

    @Override
    public Optional<User> findByUserName(String tenant, String userName) {
        return db.transaction(tx -> People.findByUserName(tx, tenant, userName));
    }

    @Override
    public Page<User> query(String tenant, UserQuery query) {
        return db.transaction(tx -> People.query(tx, tenant, query));
    }

    @Override
    public User replace(User user, OptionalLong expectedVersion) {
        return db.transaction(tx -> unique(tx, People.replace(tx, user, expectedVersion, now())));
    }

    @Override
    public void delete(String tenant, String id, OptionalLong expectedVersion) {
        db.run(tx -> People.delete(tx, tenant, id, expectedVersion, now()));
    }

    @Override
    public Group createGroup(Group draft, MembershipChange members) {
        return db.transaction(tx -> unique(tx, Groups.OURS.create(tx, draft, members, Stamp.first(now()))));
    }

    @Override
    public Optional<Group> findGroup(String tenant, String id) {
        return db.transaction(tx -> Groups.OURS.find(tx, tenant, id));
    }

    @Override
    public Page<Group> queryGroups(String tenant, UserQuery query) {
        return db.transaction(tx -> Groups.OURS.query(tx, tenant, query));
    }

    @Override
    public Group replaceGroup(Group group, MembershipChange members, OptionalLong expectedVersion) {
        return db.transaction(tx -> unique(tx, Groups.OURS.replace(tx, group, members, expectedVersion, now())));
    }

    @Override
    public Group changeMembers(String tenant, String groupId, MembershipChange members, OptionalLong expectedVersion) {
        return db.transaction(tx -> Groups.OURS.changeMembers(tx, tenant, groupId, members, expectedVersion, now()));
    }

    @Override
    public void deleteGroup(String tenant, String id, OptionalLong expectedVersion) {
        db.run(tx -> Groups.OURS.delete(tx, tenant, id, expectedVersion));
    }

    @Override
    public Page<Member> members(String tenant, String groupId, Optional<String> after, int limit) {
        return db.transaction(tx -> Members.OURS.page(tx, tenant, groupId, after, limit));
    }

    @Override
    public List<Group> groupsOf(String tenant, String userId) {
        return db.transaction(tx -> Groups.OURS.ofUser(tx, tenant, userId));
    }

    @Override
    public Map<String, List<Group>> groupsOf(String tenant, Collection<String> userIds) {
        return db.transaction(tx -> Groups.OURS.ofUsers(tx, tenant, userIds));
    }

    private User unique(Tx tx, User stored) throws SQLException {
        if (!unique.ofUsers().isEmpty()) {
            UniqueKeys.ofUser(tx, stored.tenant(), stored.id(), unique.of(stored));
        }
        return stored;
    }

    private Group unique(Tx tx, Group stored) throws SQLException {
        if (!unique.ofGroups().isEmpty()) {
            UniqueKeys.ofGroup(tx, stored.tenant(), stored.id(), unique.of(stored));
        }
        return stored;
    }

    /** What the columns hold, so that what is returned equals what is read later. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
