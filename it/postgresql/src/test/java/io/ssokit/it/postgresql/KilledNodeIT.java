package io.ssokit.it.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.jdbc.JdbcStores;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** kill -9 of a server process in the middle of its writes. */
class KilledNodeIT {
    private static final String TENANT = "acme";
    private static final int KILLS = Integer.getInteger("ssokit.kills", 4);
    private static final int LINES_BEFORE_KILL = 400;

    private EmbeddedPostgres server;
    private JdbcStores stores;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedPostgres.start();
        stores = JdbcStores.of(server.getPostgresDatabase()).createSchema();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void kill9_inMidWrite_nothingLostNothingHalfWritten() throws Exception {
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            groups.add(stores.users().createGroup(Group.named(TENANT, "g" + i), MembershipChange.NONE));
        }
        List<String> acknowledged = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            acknowledged.addAll(runAndKill(groups, LINES_BEFORE_KILL + 37 * i));
            assertWhole();
        }
        assertAcknowledged(acknowledged);
        System.out.printf("kill -9: %d times, %d acknowledged changes, all there%n", KILLS, acknowledged.size());
        // The locks of the dead are gone: the next node writes.
        User next = stores.users().create(User.named(TENANT, "next").build(), Origin.PROVISIONING);
        for (Group group : groups) {
            stores.users()
                    .changeMembers(
                            TENANT, group.id(), MembershipChange.adding(Set.of(next.id())), OptionalLong.empty());
        }
        assertThat(stores.users().groupsOf(TENANT, next.id())).hasSize(3);
    }

    /** What a process said before and after it was killed; the end of a line that it did not finish is left out. */
    private List<String> runAndKill(List<Group> groups, int lines) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WritingNode.class.getName(),
                server.getJdbcUrl("postgres", "postgres"),
                TENANT));
        groups.forEach(group -> command.add(group.id()));
        Process node = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
                if (said.size() == lines) {
                    // By its handle: the process would close the stream with what it has said.
                    node.toHandle().destroyForcibly();
                }
            }
        } finally {
            node.destroyForcibly();
        }
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(node.exitValue()).as("killed by signal 9").isEqualTo(128 + 9);
        assertThat(said).hasSizeGreaterThanOrEqualTo(lines);
        String last = said.get(said.size() - 1);
        return last.split(" ").length == 3 && last.length() > 40 ? said : said.subList(0, said.size() - 1);
    }

    private void assertWhole() throws SQLException {
        assertThat(number("select count(*) from sso_member m where not exists (select 1 from sso_user u"
                        + " where u.tenant = m.tenant and u.id = m.user_id)"))
                .as("members who do not exist")
                .isZero();
        assertThat(number("select count(*) from sso_user u where (select count(*) from sso_user_email e"
                        + " where e.tenant = u.tenant and e.user_id = u.id) not in (0, 2)"))
                .as("people with half of their addresses")
                .isZero();
        assertThat(number("select count(*) from sso_user u join sso_tombstone t"
                        + " on t.tenant = u.tenant and t.user_name_key = u.user_name_key"))
                .as("people who are there and deleted")
                .isZero();
    }

    /** A change whose answer did not come back may be there or not; one that was acknowledged is. */
    private void assertAcknowledged(List<String> acknowledged) throws SQLException {
        Set<String> created = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        Map<String, Boolean> members = new HashMap<>();
        for (String line : acknowledged) {
            String[] part = line.split(" ");
            switch (part[0]) {
                case "create" -> created.add(part[2]);
                case "delete" -> deleted.add(part[2]);
                default -> members.put(part[1] + " " + part[2], part[0].equals("add"));
            }
        }
        Set<String> people = texts("select id from sso_user");
        Set<String> rows = texts("select group_id || ' ' || user_id from sso_member");
        assertThat(people).doesNotContainAnyElementsOf(deleted);
        // The last change of each writer at each kill may have been done without an answer.
        int open = 6 * KILLS;
        created.removeAll(deleted);
        created.removeAll(people);
        assertThat(created).as("deleted without an answer").hasSizeLessThanOrEqualTo(open);
        long wrong = members.entrySet().stream()
                .filter(entry -> !deleted.contains(entry.getKey().split(" ")[1]))
                .filter(entry -> people.contains(entry.getKey().split(" ")[1]))
                .filter(entry -> rows.contains(entry.getKey()) != entry.getValue())
                .count();
        assertThat(wrong).as("changed without an answer").isLessThanOrEqualTo(open);
        assertThat(number("select sum(version) from sso_group"))
                .as("each change of members raised a version")
                .isGreaterThanOrEqualTo(members.size());
    }

    private long number(String query) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Set<String> texts(String query) throws SQLException {
        Set<String> all = new HashSet<>();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }
}
