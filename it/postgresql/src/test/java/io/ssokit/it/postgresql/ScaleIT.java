package io.ssokit.it.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Large tenants: which queries read a table from one end to the other, and what a change of one member costs. Prints times and
 * sizes, asserts plans. {@code -Dssokit.people=1000000} for the figures of docs/scale.md.
 */
class ScaleIT {
    private static final int PEOPLE = Integer.getInteger("ssokit.people", 30_000);
    private static final int ROUNDS = 200;
    private static final String TENANT = "acme";

    private EmbeddedPostgres server;

    @BeforeEach
    void fill() throws IOException, SQLException {
        server = EmbeddedPostgres.start();
        JdbcStores.of(server.getPostgresDatabase()).createSchema();
        execute(String.format("""
                insert into sso_user (tenant, id, version, created, last_modified, user_name, user_name_fold,
                    user_name_key, active, external_id, external_key, display_name, display_name_fold, email, rest)
                  select 'acme', md5('u' || n), 1, timestamptz '2026-01-01 00:00:00+00' + n * interval '1 second',
                    timestamptz '2026-01-01 00:00:00+00' + n * interval '1 second', name, name, name, n %% 50 <> 0,
                    'ext-' || n, 'ext-' || n, 'Person ' || n, 'person ' || n, name,
                    '{"name":{"givenName":"Given","familyName":"Family"},"emails":[{"value":"' || name
                    || '","type":"work","primary":true}],"assertedGroups":[],"attributes":{"title":"Engineer"}}'
                  from (select n, 'person' || n || '@acme.example' as name from generate_series(1, %1$d) n) people;
                insert into sso_user_email (tenant, user_id, ordinal, address, address_fold, address_key)
                  select tenant, id, 0, email, email, email from sso_user;
                insert into sso_group (tenant, id, version, created, last_modified, display_name, display_name_fold,
                    display_name_key, rest)
                  select 'acme', name, 1, now(), now(), name, name, name, '{}' from unnest(array['small', 'large']) name;
                insert into sso_member (tenant, group_id, user_id)
                  select 'acme', 'large', md5('u' || n) from generate_series(1, %1$d - 500) n;
                insert into sso_member (tenant, group_id, user_id)
                  select 'acme', 'small', md5('u' || n) from generate_series(1, 1000) n;
                """, PEOPLE));
        execute("vacuum analyze");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void filtersOverIndexedAttributes_manyPeople_noTableReadThrough() throws SQLException {
        long before = scans("sso_user") + scans("sso_user_email") + scans("sso_member");
        try (HikariDataSource pool = pool()) {
            UserStore users = JdbcStores.of(pool).users();
            time("userName eq", n -> one(users, "userName", "PERSON" + n + "@acme.example"));
            time("externalId eq", n -> one(users, "externalId", "ext-" + n));
            time("emails.value eq", n -> one(users, "emails.value", "Person" + n + "@acme.example"));
            time("displayName eq", n -> one(users, "displayName", "PERSON " + n));
            time("meta.lastModified gt, a day's, page of 100", n -> {
                Instant after = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(PEOPLE - 5_000);
                page(users, new Compare("meta.lastModified", Operator.GT, after.toString()));
            });
            time("active eq false, page of 100", n -> page(users, new Compare("active", Operator.EQ, false)));
            time(
                    "everybody, page of 100",
                    n -> assertThat(users.query(TENANT, UserQuery.page(0, 100).uncounted())
                                    .items())
                            .hasSize(100));
            time("groups of a person", n -> users.groupsOf(TENANT, md5(n)));
        }
        long after = scans("sso_user") + scans("sso_user_email") + scans("sso_member");
        assertThat(after - before).as("tables read from one end to the other").isZero();
    }

    @Test
    void changeOfOneMember_thousandAndMany_costsTheSame() throws SQLException {
        long before = scans("sso_member") + scans("sso_user") + scans("sso_group");
        try (HikariDataSource pool = pool()) {
            UserStore users = JdbcStores.of(pool).users();
            // In turns, so that both see the same machine.
            double[][] medians = new double[2][2];
            for (int round = 0; round < 2; round++) {
                for (String group : List.of("small", "large")) {
                    int at = group.equals("small") ? 0 : 1;
                    medians[at][0] =
                            time("add to " + group, n -> change(users, group, MembershipChange.adding(newcomer(n))));
                    medians[at][1] = time(
                            "remove from " + group, n -> change(users, group, MembershipChange.removing(newcomer(n))));
                }
            }
            System.out.printf(
                    "1,000 and %,d members: add x %.2f, remove x %.2f%n",
                    PEOPLE - 500, medians[1][0] / medians[0][0], medians[1][1] / medians[0][1]);
        }
        System.out.println(text("select string_agg(relname || ' ' || pg_size_pretty(pg_relation_size(oid)), ', '"
                + " order by pg_relation_size(oid) desc) from pg_class where relname like 'sso_user%'"
                + " or relname like 'sso_member%'"));
        if (PEOPLE > 10_000) {
            // A table of two rows is read whole, and should be.
            long after = scans("sso_member") + scans("sso_user");
            assertThat(after).as("tables read from one end to the other").isLessThanOrEqualTo(before);
        }
    }

    private static Set<String> newcomer(int n) {
        return Set.of(md5(PEOPLE - n));
    }

    private static void change(UserStore users, String group, MembershipChange change) {
        users.changeMembers(TENANT, group, change, OptionalLong.empty());
    }

    private static void one(UserStore users, String path, String value) {
        assertThat(users.query(TENANT, UserQuery.equal(path, value)).items()).hasSize(1);
    }

    private static void page(UserStore users, UserFilter filter) {
        assertThat(users.query(TENANT, new UserQuery(Optional.of(filter), 0, 100).uncounted())
                        .items())
                .hasSize(100);
    }

    /** The median in milliseconds. */
    private static double time(String what, IntConsumer call) {
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long start = System.nanoTime();
            call.accept(i + 1);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        System.out.printf(
                "%-45s p50 %6.2f ms, p95 %6.2f ms%n", what, nanos[ROUNDS / 2] / 1e6, nanos[ROUNDS * 95 / 100] / 1e6);
        return nanos[ROUNDS / 2] / 1e6;
    }

    private static String md5(int n) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(("u" + n).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(server.getJdbcUrl("postgres", "postgres"));
        pool.setMaximumPoolSize(4);
        return pool;
    }

    /** What the server's statistics say; those of a closed connection are complete. */
    private long scans(String table) throws SQLException {
        return Long.parseLong(text("select seq_scan from pg_stat_user_tables where relname = '" + table + "'"));
    }

    private String text(String query) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String script) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }
}
