package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Who is in which group, in table {@code sso_member}; the group's row is locked by the caller. */
final class Members {
    private static final int CHUNK = 2_000;

    private Members() {}

    /** Only who joins and who leaves is touched, unless all are replaced. */
    static boolean apply(Tx tx, String tenant, String groupId, MembershipChange change) throws SQLException {
        Set<String> joiners = new TreeSet<>(change.add());
        Set<String> leavers = new TreeSet<>(change.remove());
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
        int changed = 0;
        for (List<String> some : chunks(joiners)) {
            changed += join(tx, tenant, groupId, some);
        }
        for (List<String> some : chunks(leavers)) {
            changed += tx.update(Sql.of(
                    "delete from sso_member where tenant = ? and group_id = ? and user_id = any(?)",
                    tenant,
                    groupId,
                    tx.array(some)));
        }
        return changed > 0;
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

    private static int join(Tx tx, String tenant, String groupId, List<String> userIds) throws SQLException {
        try {
            int joined = tx.update(Sql.of(
                    "insert into sso_member (tenant, group_id, user_id)"
                            + " select g.tenant, g.id, u.id from sso_group g join sso_user u on u.tenant = g.tenant"
                            + " where g.tenant = ? and g.id = ? and u.id = any(?) and not exists"
                            + " (select 1 from sso_member m"
                            + " where m.tenant = g.tenant and m.group_id = g.id and m.user_id = u.id)",
                    tenant,
                    groupId,
                    tx.array(userIds)));
            if (joined < userIds.size()) {
                requireMembers(tx, tenant, groupId, userIds);
            }
            return joined;
        } catch (SQLException failed) {
            if (Failures.isForeignKey(failed)) {
                // Deleted between being found and being written.
                throw StoreException.Conflict.unknown("members");
            }
            throw failed;
        }
    }

    private static void requireMembers(Tx tx, String tenant, String groupId, List<String> userIds) throws SQLException {
        long members = tx.number(Sql.of(
                "select count(*) from sso_member where tenant = ? and group_id = ? and user_id = any(?)",
                tenant,
                groupId,
                tx.array(userIds)));
        if (members < userIds.size()) {
            throw StoreException.Conflict.unknown("members");
        }
    }

    private static Set<String> difference(Set<String> from, Set<String> without) {
        Set<String> rest = new TreeSet<>(from);
        rest.removeAll(without);
        return rest;
    }

    private static List<List<String>> chunks(Collection<String> all) {
        List<String> list = List.copyOf(all);
        List<List<String>> chunks = new ArrayList<>();
        for (int at = 0; at < list.size(); at += CHUNK) {
            chunks.add(list.subList(at, Math.min(at + CHUNK, list.size())));
        }
        return chunks;
    }
}
