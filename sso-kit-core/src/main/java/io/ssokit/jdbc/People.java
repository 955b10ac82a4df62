package io.ssokit.jdbc;

import static java.util.Map.entry;

import io.ssokit.error.StoreException;
import io.ssokit.internal.CaseKey;
import io.ssokit.user.Email;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import io.ssokit.user.UserStore.Origin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** People in tables {@code sso_user}, {@code sso_user_email} and {@code sso_tombstone}; each method within a transaction. */
final class People {
    private static final String COLUMNS = "u.tenant, u.id, u.version, u.created, u.last_modified, u.user_name,"
            + " u.active, u.external_id, u.display_name, u.rest";
    private static final String SELECT = "select " + COLUMNS + " ";
    private static final Map<String, SortColumn> ORDERS = Map.of(
            "id", SortColumn.name("u.id", true),
            "userName", SortColumn.name("u.user_name_key", false),
            "displayName", SortColumn.text("u.display_name_start", false),
            "externalId", SortColumn.text("u.external_key", true),
            "active", SortColumn.flag("u.active"),
            "meta.created", SortColumn.time("u.created"),
            "meta.lastModified", SortColumn.time("u.last_modified"));

    private People() {}

    static User create(Tx tx, User draft, Origin origin, Stamp stamp) throws SQLException {
        User user = draft.toBuilder()
                .stored(stamp.id(), stamp.version(), stamp.created(), stamp.lastModified())
                .build();
        insert(tx, user);
        insertEmails(tx, user);
        // After the insert: it waits for a deletion of the same name to end, and only then is the tombstone visible.
        String key = Keys.folded(user.userName());
        if (origin == Origin.PROVISIONING) {
            Tombstones.remove(tx, user.tenant(), key);
        } else if (Tombstones.contains(tx, user.tenant(), key)) {
            throw StoreException.Conflict.deletedBefore("userName");
        }
        return user;
    }

    static Optional<User> find(Tx tx, String tenant, String id) throws SQLException {
        return tx.first(Sql.of(SELECT + "from sso_user u where u.tenant = ? and u.id = ?", tenant, id), People::read);
    }

    static Optional<User> findByUserName(Tx tx, String tenant, String userName) throws SQLException {
        return tx.first(
                Sql.of(
                        SELECT + "from sso_user u where u.tenant = ? and u.user_name_key = ?",
                        tenant,
                        Keys.folded(userName)),
                People::read);
    }

    static Page<User> query(Tx tx, String tenant, UserQuery query) throws SQLException {
        return new Listing<User>(
                        COLUMNS,
                        "sso_user u",
                        tenant,
                        new Columns(columns(tenant), "u.rest"),
                        ORDERS,
                        People::read,
                        new InMemory(tx))
                .page(tx, query);
    }

    private record InMemory(Tx tx) implements Listing.InMemory<User> {
        @Override
        public Predicate<User> matching(UserFilter filter) {
            return UserFilters.ofUsers(filter, person -> Groups.OURS.of(tx, person));
        }

        @Override
        public SortKey key(Sort sort, User user) {
            return SortKey.of(sort, user);
        }
    }

    static User replace(Tx tx, User user, OptionalLong expectedVersion, Instant now) throws SQLException {
        Stamp before = Stamp.lock(tx, "User", user.tenant(), user.id(), expectedVersion);
        Stamp after = before.next(now);
        User stored = user.toBuilder()
                .stored(after.id(), after.version(), after.created(), after.lastModified())
                .build();
        Sql update = Sql.of(
                        "update sso_user set version = ?, last_modified = ?, user_name = ?, user_name_fold = ?,"
                                + " user_name_key = ?, active = ?, external_id = ?, external_key = ?, display_name = ?,"
                                + " display_name_fold = ?, email = ?, rest = ?",
                        after.version(),
                        after.lastModified())
                .add("", values(stored))
                .add(" where tenant = ? and id = ?", stored.tenant(), stored.id());
        tx.writeUnique(update, "userName");
        tx.update(Sql.of("delete from sso_user_email where tenant = ? and user_id = ?", stored.tenant(), stored.id()));
        insertEmails(tx, stored);
        return stored;
    }

    static void delete(Tx tx, String tenant, String id, OptionalLong expectedVersion, Instant now) throws SQLException {
        Groups.OURS.lockGroupsOf(tx, tenant, id);
        Stamp.lock(tx, "User", tenant, id, expectedVersion);
        Groups.OURS.touchGroupsOf(tx, tenant, id, now);
        Optional<String> key = tx.first(
                Sql.of("select user_name_key from sso_user where tenant = ? and id = ?", tenant, id),
                row -> row.getString(1));
        tx.update(Sql.of("delete from sso_user where tenant = ? and id = ?", tenant, id));
        Tombstones.put(tx, tenant, key.orElseThrow(), now);
    }

    /** The columns of {@link #SELECT}. */
    static User read(ResultSet row) throws SQLException {
        Stamp stamp = Stamp.read(row);
        User.Builder user = User.named(row.getString("tenant"), row.getString("user_name")).build().toBuilder()
                .stored(stamp.id(), stamp.version(), stamp.created(), stamp.lastModified())
                .active(row.getBoolean("active"))
                .externalId(Optional.ofNullable(row.getString("external_id")))
                .displayName(Optional.ofNullable(row.getString("display_name")));
        Rest.into(user, row.getString("rest"));
        return user.build();
    }

    /** The people of {@code ids} that {@code from} selects, joined as {@code u}. */
    static Sql select(String from, Object... values) {
        return Sql.of(SELECT + from, values);
    }

    private static void insert(Tx tx, User user) throws SQLException {
        Sql insert = Sql.of(
                        "insert into sso_user (tenant, id, version, created, last_modified, user_name, user_name_fold,"
                                + " user_name_key, active, external_id, external_key, display_name, display_name_fold,"
                                + " email, rest) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        user.tenant(),
                        user.id(),
                        user.version(),
                        user.created(),
                        user.lastModified())
                .add("", values(user));
        tx.writeUnique(insert, "userName");
    }

    /** From user_name on, in the order of the table. */
    private static Object[] values(User user) {
        return new Object[] {
            user.userName(),
            CaseKey.of(user.userName()),
            Keys.folded(user.userName()),
            user.active(),
            user.externalId().orElse(null),
            Keys.exact(user.externalId()).orElse(null),
            user.displayName().orElse(null),
            user.displayName().map(CaseKey::of).orElse(null),
            user.email().orElse(null),
            Rest.of(user)
        };
    }

    private static void insertEmails(Tx tx, User user) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        for (Email email : user.emails()) {
            rows.add(List.of(
                    user.tenant(),
                    user.id(),
                    rows.size(),
                    email.value(),
                    CaseKey.of(email.value()),
                    Keys.folded(email.value())));
        }
        tx.batch(
                "insert into sso_user_email (tenant, user_id, ordinal, address, address_fold, address_key)"
                        + " values (?, ?, ?, ?, ?, ?)",
                rows);
    }

    private static Map<String, Column> columns(String tenant) {
        Sql emails = Sql.of("select distinct e.user_id as id from sso_user_email e where e.tenant = ? and ", tenant);
        Column.OneOf email = new Column.OneOf("u.id", emails, new Column.Text("e.address_fold", "e.address_key", true));
        Sql memberships = Sql.of("select distinct m.user_id as id from sso_member m where m.tenant = ? and ", tenant);
        Sql groups = Sql.of(
                "select distinct m.user_id as id from sso_member m join sso_group g on g.tenant = m.tenant and g.id = m.group_id"
                        + " where m.tenant = ? and ",
                tenant);
        Column.OneOf group = new Column.OneOf("u.id", memberships, new Column.Text("m.group_id", "m.group_id", false));
        return Map.ofEntries(
                entry("id", new Column.Text("u.id", "u.id", false)),
                entry("userName", new Column.Text("u.user_name_fold", "u.user_name_key", true)),
                entry("externalId", new Column.Text("u.external_id", "u.external_key", false)),
                entry("displayName", new Column.Text("u.display_name_fold", "u.display_name_start", true)),
                entry("active", new Column.Flag("u.active")),
                entry("emails.value", email),
                entry("groups", group),
                entry("groups.value", group),
                entry(
                        "groups.display",
                        new Column.OneOf(
                                "u.id", groups, new Column.Text("g.display_name_fold", "g.display_name_key", true))),
                entry("meta.created", new Column.Time("u.created")),
                entry("meta.lastModified", new Column.Time("u.last_modified")));
    }
}
