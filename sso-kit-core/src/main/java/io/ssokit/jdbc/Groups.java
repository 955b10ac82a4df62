package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.internal.CaseKey;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Groups in table {@code sso_group}; each method within a transaction.
 *
 * @param members who is in them
 */
record Groups(Members members) {
    static final Groups OURS = new Groups(Members.OURS);
    static final Groups OF_THE_APP = new Groups(Members.OF_THE_APP);

    private static final String COLUMNS =
            "g.tenant, g.id, g.version, g.created, g.last_modified, g.display_name," + " g.external_id, g.rest";
    private static final String SELECT = "select " + COLUMNS + " from sso_group g";
    private static final Map<String, SortColumn> ORDERS = Map.of(
            "id", SortColumn.name("g.id", true),
            "displayName", SortColumn.name("g.display_name_key", false),
            "externalId", SortColumn.text("g.external_key", true),
            "meta.created", SortColumn.time("g.created"),
            "meta.lastModified", SortColumn.time("g.last_modified"));

    private static final int AT_ONCE = 500;

    Group create(Tx tx, Group draft, MembershipChange change, Stamp stamp) throws SQLException {
        Group group = draft.stored(stamp.id(), stamp.version(), stamp.created(), stamp.lastModified());
        Sql insert = Sql.of(
                        "insert into sso_group (tenant, id, version, created, last_modified, display_name,"
                                + " display_name_fold, display_name_key, external_id, external_key, rest)"
                                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        group.tenant(),
                        group.id(),
                        group.version(),
                        group.created(),
                        group.lastModified())
                .add("", values(group));
        tx.writeUnique(insert, "displayName");
        members.apply(tx, group.tenant(), group.id(), change);
        return group;
    }

    Optional<Group> find(Tx tx, String tenant, String id) throws SQLException {
        return tx.first(Sql.of(SELECT + " where g.tenant = ? and g.id = ?", tenant, id), Groups::read);
    }

    Page<Group> query(Tx tx, String tenant, UserQuery query) throws SQLException {
        return new Listing<Group>(
                        COLUMNS,
                        "sso_group g",
                        tenant,
                        new Columns(columns(tenant), "g.rest"),
                        ORDERS,
                        Groups::read,
                        new InMemory(tx, members))
                .page(tx, query);
    }

    private record InMemory(Tx tx, Members members) implements Listing.InMemory<Group> {
        @Override
        public Predicate<Group> matching(UserFilter filter) {
            return UserFilters.ofGroups(
                    filter, (group, userId) -> members.contains(tx, group.tenant(), group.id(), userId));
        }

        @Override
        public SortKey key(Sort sort, Group group) {
            return SortKey.of(sort, group);
        }
    }

    /** As {@link #ofUser}, within the evaluation of a filter. */
    List<Group> of(Tx tx, User user) {
        try {
            return ofUser(tx, user.tenant(), user.id());
        } catch (SQLException failed) {
            throw Failures.unavailable(failed);
        }
    }

    /** The groups of many people in few statements. */
    Map<String, List<Group>> ofUsers(Tx tx, String tenant, Collection<String> userIds) throws SQLException {
        Map<String, List<Group>> groups = new HashMap<>();
        List<String> all = List.copyOf(new LinkedHashSet<>(userIds));
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            Sql sql = Sql.of(
                            "select m.user_id, " + COLUMNS + " from " + members.table() + " m"
                                    + " join sso_group g on g.tenant = m.tenant and g.id = m.group_id where m.tenant = ?"
                                    + " and m.user_id in (" + String.join(", ", Collections.nCopies(some.size(), "?"))
                                    + ")",
                            tenant)
                    .add(" order by g.display_name_fold", some.toArray());
            tx.each(
                    sql,
                    row -> groups.computeIfAbsent(row.getString("user_id"), id -> new ArrayList<>())
                            .add(read(row)));
        }
        return groups;
    }

    List<Group> ofUser(Tx tx, String tenant, String userId) throws SQLException {
        return tx.list(
                Sql.of(
                        SELECT + " join " + members.table() + " m on m.tenant = g.tenant and m.group_id = g.id"
                                + " where m.tenant = ? and m.user_id = ? order by g.display_name_fold",
                        tenant,
                        userId),
                Groups::read);
    }

    Group replace(Tx tx, Group group, MembershipChange change, OptionalLong expectedVersion, Instant now)
            throws SQLException {
        Stamp after = Stamp.lock(tx, "Group", group.tenant(), group.id(), expectedVersion)
                .next(now);
        Group stored = group.stored(after.id(), after.version(), after.created(), after.lastModified());
        Sql update = Sql.of(
                        "update sso_group set version = ?, last_modified = ?, display_name = ?, display_name_fold = ?,"
                                + " display_name_key = ?, external_id = ?, external_key = ?, rest = ?",
                        after.version(),
                        after.lastModified())
                .add("", values(stored))
                .add(" where tenant = ? and id = ?", stored.tenant(), stored.id());
        tx.writeUnique(update, "displayName");
        members.apply(tx, stored.tenant(), stored.id(), change);
        return stored;
    }

    /** Three statements, however many members there are: lock and read the group's row, change, raise the version. */
    Group changeMembers(
            Tx tx, String tenant, String id, MembershipChange change, OptionalLong expectedVersion, Instant now)
            throws SQLException {
        Group before = tx.first(
                        Sql.of(SELECT + " where g.tenant = ? and g.id = ? for update", tenant, id), Groups::read)
                .orElseThrow(() -> new StoreException.NotFound("Group " + id));
        if (expectedVersion.isPresent() && expectedVersion.getAsLong() != before.version()) {
            throw new StoreException.StaleVersion("Group " + id);
        }
        // RFC 7644 §3.5.2.1: adding what is there already changes nothing, not even the time of the last change.
        if (!members.apply(tx, tenant, id, change)) {
            return before;
        }
        Group after = before.stored(id, before.version() + 1, before.created(), now);
        tx.update(Sql.of(
                "update sso_group set version = ?, last_modified = ? where tenant = ? and id = ?",
                after.version(),
                after.lastModified(),
                tenant,
                id));
        return after;
    }

    void delete(Tx tx, String tenant, String id, OptionalLong expectedVersion) throws SQLException {
        Stamp.lock(tx, "Group", tenant, id, expectedVersion);
        tx.update(Sql.of("delete from sso_group where tenant = ? and id = ?", tenant, id));
    }

    /** Groups before the person, and in one order: parallel deletions of members of one group must not deadlock. */
    void lockGroupsOf(Tx tx, String tenant, String userId) throws SQLException {
        tx.list(
                Sql.of(
                        "select id from sso_group where tenant = ? and id in (select m.group_id from "
                                + members.table()
                                + " m where m.tenant = ? and m.user_id = ?) order by id for update",
                        tenant,
                        tenant,
                        userId),
                row -> row.getString(1));
    }

    /** Takes somebody of the app's out of all groups. */
    void leaveAll(Tx tx, String tenant, String userId, Instant now) throws SQLException {
        lockGroupsOf(tx, tenant, userId);
        touchGroupsOf(tx, tenant, userId, now);
        members.leaveAll(tx, tenant, userId);
    }

    /** The groups of somebody who leaves all of them. */
    void touchGroupsOf(Tx tx, String tenant, String userId, Instant now) throws SQLException {
        tx.update(Sql.of(
                "update sso_group set version = version + 1, last_modified = ? where tenant = ? and id in"
                        + " (select m.group_id from " + members.table() + " m where m.tenant = ? and m.user_id = ?)",
                now,
                tenant,
                tenant,
                userId));
    }

    private static Group read(ResultSet row) throws SQLException {
        Stamp stamp = Stamp.read(row);
        return Group.named(row.getString("tenant"), row.getString("display_name"))
                .with(
                        row.getString("display_name"),
                        Optional.ofNullable(row.getString("external_id")),
                        Rest.read(row.getString("rest")))
                .stored(stamp.id(), stamp.version(), stamp.created(), stamp.lastModified());
    }

    /** From display_name on, in the order of the table. */
    private static Object[] values(Group group) {
        return new Object[] {
            group.displayName(),
            CaseKey.of(group.displayName()),
            Keys.folded(group.displayName()),
            group.externalId().orElse(null),
            Keys.exact(group.externalId()).orElse(null),
            Rest.write(group.attributes())
        };
    }

    private Map<String, Column> columns(String tenant) {
        Sql ids = Sql.of(
                "select distinct m.group_id as id from " + members.table() + " m where m.tenant = ? and ", tenant);
        return Map.of(
                "id", new Column.Text("g.id", "g.id", false),
                "displayName", new Column.Text("g.display_name_fold", "g.display_name_key", true),
                "externalId", new Column.Text("g.external_id", "g.external_key", false),
                "members.value", new Column.OneOf("g.id", ids, new Column.MemberId("m.user_id")),
                "meta.created", new Column.Time("g.created"),
                "meta.lastModified", new Column.Time("g.last_modified"));
    }
}
