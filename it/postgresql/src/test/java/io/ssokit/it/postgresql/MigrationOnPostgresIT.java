package io.ssokit.it.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ssokit.contract.InParallel;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.user.Member;
import io.ssokit.user.UserQuery;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the schema that had no version to the newest one. */
class MigrationOnPostgresIT {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void createSchema_tablesFromBeforeVersionsAndManyNodes_everyRowStays() throws Exception {
        DataSource source = old("migrated");
        Map<String, List<String>> before = contents(source);
        assertThat(before).hasSize(16).doesNotContainValue(List.of());
        InParallel.call(6, i -> () -> JdbcStores.of(source).createSchema());
        Map<String, List<String>> after = contents(source);
        before.forEach((table, rows) -> {
            for (int i = 0; i < rows.size(); i++) {
                // New columns come after those that were there.
                assertThat(after.get(table).get(i)).as(table).startsWith(rows.get(i));
            }
            assertThat(after.get(table)).hasSameSizeAs(rows);
        });
        JdbcStores stores = JdbcStores.of(source);
        assertThat(stores.users().findByUserName("acme", "ADA@acme.example")).isPresent();
        assertThat(stores.users()
                        .query("acme", UserQuery.equal("emails.value", "ADA@acme.example"))
                        .total())
                .isEqualTo(1);
        assertThat(stores.users().members("acme", "g1", Optional.empty(), 9).items())
                .extracting(Member::userId)
                .containsExactly("u1", "u2");
    }

    @Test
    void createSchema_tablesFromBeforeVersions_sameSchemaAsNewDatabase() throws Exception {
        DataSource migrated = old("compared");
        JdbcStores.of(migrated).createSchema();
        DataSource fresh = database("fresh");
        JdbcStores.of(fresh).createSchema();
        for (String query : List.of(
                "select table_name, column_name, data_type, is_nullable, collation_name from"
                        + " information_schema.columns where table_schema = 'public' order by 1, 2",
                "select indexdef from pg_indexes where schemaname = 'public' order by 1")) {
            assertThat(rows(migrated, query)).isEqualTo(rows(fresh, query)).isNotEmpty();
        }
    }

    @Test
    void createSchema_newerSchema_refusedAndUnchanged() throws Exception {
        DataSource source = database("newer");
        JdbcStores.of(source).createSchema();
        execute(source, "insert into sso_schema (version, applied) values (99, current_timestamp)");
        assertThatIllegalStateException()
                .isThrownBy(() -> JdbcStores.of(source).createSchema())
                .withMessageContaining("version 99");
        assertThat(rows(source, "select version from sso_schema where version > 90"))
                .containsExactly("99");
    }

    private static DataSource old(String name) throws Exception {
        DataSource source = database(name);
        try (InputStream in = MigrationOnPostgresIT.class.getResourceAsStream("before-versions.sql")) {
            execute(source, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return source;
    }

    private static DataSource database(String name) throws SQLException {
        execute(server.getPostgresDatabase(), "create database " + name);
        return server.getDatabase("postgres", name);
    }

    private static Map<String, List<String>> contents(DataSource source) throws SQLException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String table :
                rows(source, "select table_name from information_schema.tables where table_schema = 'public'")) {
            all.put(table, rows(source, "select * from " + table + " order by 1, 2"));
        }
        return all;
    }

    private static List<String> rows(DataSource source, String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(found.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }

    private static void execute(DataSource source, String script) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }
}
