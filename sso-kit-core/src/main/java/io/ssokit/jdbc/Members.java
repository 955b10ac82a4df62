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

/** Who is in which group, in table {@code sso_member}; the group's row is locked by the caller. */
final class Members {
    /** The column's length; whoever has a longer id is nobody of ours. */
    private static final int LONGEST_ID = 64;

    private Members() {}

    /** Only who joins and who leaves is touched, unless all are replaced. */
    static boolean apply(Tx tx, String tenant, String groupId, MembershipChange change) throws SQLException {
        Set<String> joiners = change.add();
        Set<String> leavers = change.remove();
        if (change.replaceAll().isPresent()) {
            Set<String> wanted = new HashSet<>(change.replaceAll().get());
            wanted.addAll(change.add());
            wanted.removeAll(change.remove());
            Set<String> current = new HashSet<>();
            tx.each(
                    Sql.of("select user_id from sso_member where tenant = ? and group_id = ?", tenant, groupId),
                    row -> current.add(row.getString(1)));
            joiners = difference(wanted, current);
            leavers = difference(current, wanted);
        }
        return join(tx, tenant, groupId, joiners) + leave(tx, tenant, groupId, leavers) > 0;
    }

    static boolean contains(Tx tx, String tenant, String groupId, String userId) {
        try {
            return tx.number(Sql.of(
                            "select count(*) from sso_member where tenant = ? and group_id = ? and user_id = ?",
                            tenant,
                            groupId,
                            userId))
                    > 0;
        } catch (SQLException failed) {
            throw Failures.unavailable(failed);
        }
    }

    static Page<Member> page(Tx tx, String tenant, String groupId, int offset, int limit) throws SQLException {
        long total =
                tx.number(Sql.of("select count(*) from sso_member where tenant = ? and group_id = ?", tenant, groupId));
        if (limit == 0 || offset >= total) {
            return new Page<>(total, List.of());
        }
        Sql page = People.select(
                "from sso_member m join sso_user u on u.tenant = m.tenant and u.id = m.user_id"
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

    private static int join(Tx tx, String tenant, String groupId, Set<String> userIds) throws SQLException {
        if (userIds.stream().anyMatch(id -> id.length() > LONGEST_ID)) {
            throw StoreException.Conflict.unknown("members");
        }
        try {
            return tx.batch(
                    "insert into sso_member (tenant, group_id, user_id)"
                            + " select g.tenant, g.id, cast(? as varchar(64)) from sso_group g"
                            + " where g.tenant = ? and g.id = ? and not exists (select 1 from sso_member m"
                            + " where m.tenant = ? and m.group_id = ? and m.user_id = ?)",
                    rows(userIds, userId -> List.of(userId, tenant, groupId, tenant, groupId, userId)));
        } catch (SQLException failed) {
            if (Failures.isForeignKey(failed)) {
                throw StoreException.Conflict.unknown("members");
            }
            throw failed;
        }
    }

    private static int leave(Tx tx, String tenant, String groupId, Set<String> userIds) throws SQLException {
        return tx.batch(
                "delete from sso_member where tenant = ? and group_id = ? and user_id = ?",
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
