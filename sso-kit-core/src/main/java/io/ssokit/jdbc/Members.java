package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    Page<String> ids(Tx tx, String tenant, String groupId, Optional<String> after, int limit) throws SQLException {
        Sql from = Sql.of("select m.user_id from " + table + " m");
        return page(tx, new Place(tenant, groupId, after, limit), from, row -> row.getString(1), id -> id);
    }

    /** The members themselves, who are people of ours. */
    Page<Member> page(Tx tx, String tenant, String groupId, Optional<String> after, int limit) throws SQLException {
        Sql from = People.select("from " + table + " m join sso_user u on u.tenant = m.tenant and u.id = m.user_id");
        return page(
                tx, new Place(tenant, groupId, after, limit), from, row -> member(People.read(row)), Member::userId);
    }

    private static Member member(User user) {
        return new Member(user.id(), user.label());
    }

    private record Place(String tenant, String groupId, Optional<String> after, int limit) {}

    /** Found by the key, so that the last page of a large group costs what the first one costs. */
    private <T> Page<T> page(Tx tx, Place place, Sql from, Tx.Row<T> row, Function<T, String> idOf)
            throws SQLException {
        OptionalLong total =
                place.after.isEmpty() ? OptionalLong.of(count(tx, place.tenant, place.groupId)) : OptionalLong.empty();
        if (place.limit == 0) {
            return new Page<>(total, List.of(), Optional.empty(), Optional.empty());
        }
        from.add(" where m.tenant = ? and m.group_id = ?", place.tenant, place.groupId);
        place.after.ifPresent(id -> from.add(" and m.user_id > ?", id));
        // One more, to know whether anything follows.
        List<T> found =
                tx.list(from.add(" order by m.user_id offset 0 rows fetch next ? rows only", place.limit + 1L), row);
        List<T> items = found.subList(0, Math.min(found.size(), place.limit));
        Optional<String> next =
                found.size() > items.size() ? Optional.of(idOf.apply(items.get(items.size() - 1))) : Optional.empty();
        return new Page<>(total, items, next, Optional.empty());
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
