package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Who is in which group; the group's row is locked by the caller.
 *
 * @param table {@code sso_member} for people of ours, who must exist; {@code sso_app_member} for the app's, whom the
 *     caller has looked up
 * @param longestId of people; whoever has a longer one is nobody
 */
record Members(String table, int longestId) {
    static final Members OURS = new Members("sso_member", 64);
    static final Members OF_THE_APP = new Members("sso_app_member", 255);

    /** Ids of the members in order; empty if there is no such group. */
    Page<String> ids(Tx tx, String tenant, String groupId, int offset, int limit) throws SQLException {
        long total = count(tx, tenant, groupId);
        if (limit == 0 || offset >= total) {
            return new Page<>(total, List.of());
        }
        Sql page = Sql.of(
                "select user_id from " + table + " where tenant = ? and group_id = ?"
                        + " order by user_id offset ? rows fetch next ? rows only",
                tenant,
                groupId,
                offset,
                limit);
        return new Page<>(total, tx.list(page, row -> row.getString(1)));
    }

    void leaveAll(Tx tx, String tenant, String userId) throws SQLException {
        tx.update(Sql.of("delete from " + table + " where tenant = ? and user_id = ?", tenant, userId));
    }

    private long count(Tx tx, String tenant, String groupId) throws SQLException {
        return tx.number(
                Sql.of("select count(*) from " + table + " where tenant = ? and group_id = ?", tenant, groupId));
    }

    /** Only who joins and who leaves is touched, unless all are replaced. */
    boolean apply(Tx tx, String tenant, String groupId, MembershipChange change) throws SQLException {
        Set<String> joiners = change.add();
        Set<String> leavers = change.remove();
        if (change.replaceAll().isPresent()) {
            Set<String> wanted = new HashSet<>(change.replaceAll().get());
            wanted.addAll(change.add());
            wanted.removeAll(change.remove());
            Set<String> current = new HashSet<>();
            tx.each(
                    Sql.of("select user_id from " + table + " where tenant = ? and group_id = ?", tenant, groupId),
                    row -> current.add(row.getString(1)));
            joiners = difference(wanted, current);
            leavers = difference(current, wanted);
        }
        return join(tx, tenant, groupId, joiners) + leave(tx, tenant, groupId, leavers) > 0;
    }

    boolean contains(Tx tx, String tenant, String groupId, String userId) {
        try {
            return tx.number(Sql.of(
                            "select count(*) from " + table + " where tenant = ? and group_id = ? and user_id = ?",
                            tenant,
                            groupId,
                            userId))
                    > 0;
        } catch (SQLException failed) {
            throw Failures.unavailable(failed);
        }
    }

    Page<Member> page(Tx tx, String tenant, String groupId, int offset, int limit) throws SQLException {
        long total = count(tx, tenant, groupId);
        if (limit == 0 || offset >= total) {
            return new Page<>(total, List.of());
        }
        Sql page = People.select(
                "from " + table + " m join sso_user u on u.tenant = m.tenant and u.id = m.user_id"
                        + " where m.tenant = ? and m.group_id = ?"
                        + " order by m.user_id offset ? rows fetch next ? rows only",
                tenant,
                groupId,
                offset,
                limit);
        List<User> people = tx.list(page, People::read);
        return new Page<>(
                total,
                people.stream().map(user -> new Member(user.id(), user.label())).toList());
    }

    private int join(Tx tx, String tenant, String groupId, Set<String> userIds) throws SQLException {
        if (userIds.stream().anyMatch(id -> id.length() > longestId)) {
            throw StoreException.Conflict.unknown("members");
        }
        try {
            return tx.batch(
                    "insert into " + table + " (tenant, group_id, user_id)"
                            + " select g.tenant, g.id, cast(? as varchar(255)) from sso_group g"
                            + " where g.tenant = ? and g.id = ? and not exists (select 1 from " + table + " m"
                            + " where m.tenant = ? and m.group_id = ? and m.user_id = ?)",
                    rows(userIds, userId -> List.of(userId, tenant, groupId, tenant, groupId, userId)));
        } catch (SQLException failed) {
            if (Failures.isForeignKey(failed)) {
                throw StoreException.Conflict.unknown("members");
            }
            throw failed;
        }
    }

    private int leave(Tx tx, String tenant, String groupId, Set<String> userIds) throws SQLException {
        return tx.batch(
                "delete from " + table + " where tenant = ? and group_id = ? and user_id = ?",
                rows(userIds, userId -> List.of(tenant, groupId, userId)));
    }

    /** In order of id: parallel changes of members lock the same rows in the same order. */
    private static List<List<Object>> rows(Set<String> userIds, Function<String, List<Object>> row) {
        return userIds.stream().sorted().map(row).toList();
    }

    private static Set<String> difference(Set<String> from, Set<String> without) {
        Set<String> rest = new HashSet<>(from);
        rest.removeAll(without);
        return rest;
    }
}
