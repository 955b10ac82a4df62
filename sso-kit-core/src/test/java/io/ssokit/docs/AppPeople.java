package io.ssokit.docs;

import static io.ssokit.jdbc.AppSql.time;

import io.ssokit.jdbc.AppSql;
import io.ssokit.jdbc.UserJson;
import io.ssokit.user.PeopleStore;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

// region people
record AppPeople(AppSql sql) implements PeopleStore {
    @Override
    public User create(User person) {
        sql.write(
                "userName",
                "insert into users (version, created, changed, login, login_key, enabled, profile, customer, id)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values(person));
        return person;
    }

    @Override
    public boolean replace(User person, long version) {
        String update = "update users set version = ?, created = ?, changed = ?, login = ?, login_key = ?, enabled = ?,"
                + " profile = ? where customer = ? and id = ? and version = " + version;
        return sql.write("userName", update, values(person)) == 1;
    }

    @Override
    public boolean delete(String tenant, String id, long version) {
        String delete = "delete from users where customer = ? and id = ? and version = ?";
        return sql.write("id", delete, tenant, id, version) == 1;
    }

    @Override
    public Optional<User> find(String tenant, String id) {
        return read(" and id = ?", tenant, id).findFirst();
    }

    @Override
    public Optional<User> findByUserName(String tenant, String userName) {
        return read(" and login_key = ?", tenant, User.userNameKey(userName)).findFirst();
    }

    @Override
    public Stream<User> candidates(String tenant, Optional<UserFilter> filter) {
        return read("", tenant);
    }

    Stream<User> read(String where, Object... values) {
        return sql.read(AppPeople::person, "select * from users where customer = ?" + where, values).stream();
    }

    private static Object[] values(User user) {
        return new Object[] {
            user.version(),
            user.created(),
            user.lastModified(),
            user.userName(),
            User.userNameKey(user.userName()),
            user.active(),
            UserJson.of(user),
            user.tenant(),
            user.id()
        };
    }

    private static User person(ResultSet row) throws SQLException {
        User.Builder person = User.named(row.getString("customer"), row.getString("login"))
                .stored(row.getString("id"), row.getLong("version"), time(row, "created"), time(row, "changed"))
                .active(row.getBoolean("enabled"));
        return UserJson.into(person, row.getString("profile")).build();
    }
}
// end region
