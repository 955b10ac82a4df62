package io.ssokit.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ssokit.contract.InParallel;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static final String COLUMNS = "select table_name, column_name, data_type, is_nullable"
            + " from information_schema.columns where table_schema = 'PUBLIC'";

    private final JdbcDataSource source = database();

    @Test
    void createSchema_emptyDatabase_newestVersionWithoutGap() throws SQLException {
        JdbcStores.of(source).createSchema();
        assertThat(rows(source, "select version from sso_schema")).containsExactly("1", "2", "3");
        assertThat(SchemaVersion.newest()).isEqualTo(3);
    }

    @Test
    void createSchema_tablesFromBeforeVersions_everyRowStays() throws Exception {
        execute(source, resource("before-versions.sql"));
        Map<String, Set<String>> before = contents();
        assertThat(before).hasSize(16).doesNotContainValue(Set.of());
        Map<String, Set<String>> columns = columnsOf(before.keySet());
        JdbcStores.of(source).createSchema();
        for (Map.Entry<String, Set<String>> table : before.entrySet()) {
            String known = String.join(", ", columns.get(table.getKey()));
            assertThat(rows(source, "select " + known + " from " + table.getKey()))
                    .as(table.getKey())
                    .isEqualTo(table.getValue());
        }
    }

    @Test
    void createSchema_tablesFromBeforeVersions_readAndWrittenLikeNewOnes() throws Exception {
        execute(source, resource("before-versions.sql"));
        JdbcStores stores = JdbcStores.of(source).createSchema();
        User ada = stores.users().findByUserName("acme", "ADA@acme.example").orElseThrow();
        assertThat(ada.attributes()).containsEntry("title", "Countess");
        assertThat(ada.emails()).extracting(Email::value).containsExactly("ada@acme.example");
        assertThat(stores.users()
                        .query("acme", UserQuery.equal("emails.value", "ADA@acme.example"))
                        .items())
                .containsExactly(ada);
        assertThat(stores.users().members("acme", "g1", Optional.empty(), 9).items())
                .extracting(Member::userId)
                .containsExactly("u1", "u2");
        assertThat(stores.links().linksOf("acme", "u1")).hasSize(1);
        Group smaller =
                stores.users().changeMembers("acme", "g1", MembershipChange.removing(Set.of("u2")), OptionalLong.of(7));
        assertThat(smaller.version()).isEqualTo(8);
    }

    @Test
    void createSchema_tablesFromBeforeVersions_sameColumnsAsNewDatabase() throws Exception {
        execute(source, resource("before-versions.sql"));
        JdbcStores.of(source).createSchema();
        JdbcDataSource fresh = database();
        JdbcStores.of(fresh).createSchema();
        assertThat(rows(source, COLUMNS)).isEqualTo(rows(fresh, COLUMNS)).isNotEmpty();
    }

    @Test
    void createSchema_newerSchema_refusedNamingBothVersions() throws SQLException {
        JdbcStores.of(source).createSchema();
        execute(source, "insert into sso_schema (version, applied) values (99, current_timestamp)");
        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcStores.of(source).createSchema())
                .withMessageContaining("version 99")
                .withMessageContaining("version " + SchemaVersion.newest());
    }

    @Test
    void createSchema_brokenOffHalfWay_goesOn() throws SQLException {
        execute(
                source,
                "create table sso_schema (version integer not null primary key,"
                        + " applied timestamp(3) with time zone not null)");
        List<String> first = SchemaVersion.V1.statements(Dialect.H2);
        for (String statement : first.subList(0, first.size() / 2)) {
            execute(source, statement);
        }
        JdbcStores.of(source).createSchema();
        assertThat(rows(source, "select version from sso_schema")).contains("1", "2", "3");
    }

    @Test
    void createSchema_manyNodesAtOnce_once() throws Exception {
        for (int round = 0; round < 5; round++) {
            JdbcDataSource shared = database();
            List<Boolean> created = InParallel.call(
                    6,
                    i -> () -> JdbcStores.of(shared)
                            .createSchema()
                            .users()
                            .findByUserName("acme", "nobody")
                            .isEmpty());
            assertThat(created).hasSize(6).doesNotContain(false);
            assertThat(rows(shared, "select version from sso_schema")).containsExactly("1", "2", "3");
        }
    }

    private static JdbcDataSource database() {
        JdbcDataSource made = new JdbcDataSource();
        made.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return made;
    }

    private Map<String, Set<String>> contents() throws SQLException {
        Map<String, Set<String>> all = new TreeMap<>();
        String tables = "select table_name from information_schema.tables where table_schema = 'PUBLIC'";
        for (String table : rows(source, tables)) {
            all.put(table, rows(source, "select * from " + table));
        }
        return all;
    }

    private Map<String, Set<String>> columnsOf(Set<String> tables) throws SQLException {
        Map<String, Set<String>> all = new TreeMap<>();
        for (String table : tables) {
            List<String> names = new ArrayList<>();
            try (Connection connection = source.getConnection();
                    ResultSet columns = connection.getMetaData().getColumns(null, "PUBLIC", table, null)) {
                while (columns.next()) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
            all.put(table, new LinkedHashSet<>(names));
        }
        return all;
    }

    private static Set<String> rows(JdbcDataSource from, String query) throws SQLException {
        Set<String> rows = new TreeSet<>();
        try (Connection connection = from.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            int columns = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    private static void execute(JdbcDataSource on, String script) throws SQLException {
        try (Connection connection = on.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    private static String resource(String name) throws Exception {
        try (InputStream in = MigrationTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
