package io.ssokit.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** A database that is slow, full, cut off or read-only, and races that are lost. */
class JdbcFailuresTest {
    private static final String TOKEN = "acme-token-0123456789-0123456789-0123456789";

    private final WatchedSource watched;
    private final JdbcStores stores;
    private final UserStore users;

    JdbcFailuresTest() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        watched = new WatchedSource(database);
        stores = JdbcStores.of(watched.source()).createSchema();
        users = stores.users();
    }

    @Test
    void write_databaseGoneAtAnyStatement_unavailableAndNothingHalfWritten() {
        User ada = users.create(person("ada"), Origin.PROVISIONING);
        User bob = users.create(person("bob"), Origin.PROVISIONING);
        Group team = users.createGroup(Group.named("acme", "team"), MembershipChange.adding(Set.of(ada.id())));
        MembershipChange swap = new MembershipChange(Optional.empty(), Set.of(bob.id()), Set.of(ada.id()));
        List<ThrowingCallable> writes = List.of(
                () -> users.create(person("carol"), Origin.PROVISIONING),
                () -> users.replace(
                        ada.toBuilder().userName("ada2").emails(List.of()).build(), OptionalLong.empty()),
                () -> users.delete("acme", ada.id(), OptionalLong.empty()),
                () -> users.createGroup(Group.named("acme", "other"), MembershipChange.adding(Set.of(ada.id()))),
                () -> users.replaceGroup(
                        team.with("renamed", Optional.empty(), Map.of()), swap, OptionalLong.of(team.version())),
                () -> users.changeMembers("acme", team.id(), swap, OptionalLong.empty()),
                () -> users.deleteGroup("acme", team.id(), OptionalLong.empty()));
        String before = everything();
        for (ThrowingCallable write : writes) {
            for (int at = 1; at <= statementsOf(write); at++) {
                int failing = at;
                watched.failing(n -> n == failing ? new SQLException("secret-host", "08006") : null);
                assertThatExceptionOfType(StoreException.Unavailable.class)
                        .isThrownBy(write)
                        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("secret-host"));
                watched.failing(n -> null);
                assertThat(everything()).isEqualTo(before);
                assertThat(watched.openConnections()).isZero();
            }
        }
    }

    @Test
    void write_racesLostAtFirst_doneOnceInTheEnd() {
        for (String state : List.of("40001", "40P01", "HYT00")) {
            watched.failing(n -> n <= 3 ? new SQLException("lost", state) : null);
            users.create(person("racer" + state), Origin.PROVISIONING);
            watched.failing(n -> null);
            assertThat(users.findByUserName("acme", "racer" + state)).isPresent();
        }
        assertThat(users.query("acme", UserQuery.page(0, 9)).total()).isEqualTo(3);
    }

    @Test
    void write_everyRaceLost_givenUpSoonWithShortRetry() {
        watched.failing(n -> new SQLException("lost", "40001"));
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> users.create(person("ada"), Origin.PROVISIONING))
                .satisfies(failure -> assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
        assertThat(watched.statements()).hasSize(8);
        assertThat(watched.openConnections()).isZero();
    }

    @Test
    void scim_databaseDoesNotServe_503WithWholeSeconds() throws SQLException {
        DataSource exhausted = mock();
        when(exhausted.getConnection()).thenThrow(new SQLTransientConnectionException("pool of secret-host is empty"));
        assertRetryLater(JdbcStores.of(exhausted));
        // Cut off, shutting down, read-only after a failover, out of connections, cancelled by a timeout, disk full.
        for (String state : List.of("08006", "57P01", "25006", "53300", "57014", "53100", "40001")) {
            watched.failing(n -> new SQLException("secret-host", state));
            assertRetryLater(stores);
        }
    }

    @Test
    void statement_poolWithoutLimits_limitedAndPoolUnchanged() throws SQLException {
        Connection connection = connection(0, 0);
        PreparedStatement statement = connection.prepareStatement("");
        find(connection);
        InOrder order = inOrder(connection, statement);
        order.verify(connection).setNetworkTimeout(any(), eq(60_000));
        order.verify(statement).setQueryTimeout(30);
        order.verify(statement).executeQuery();
        order.verify(connection).setNetworkTimeout(any(), eq(0));
        order.verify(connection).close();
    }

    @Test
    void statement_poolWithItsOwnLimits_theyStay() throws SQLException {
        Connection connection = connection(5, 10_000);
        find(connection);
        verify(connection, never()).setNetworkTimeout(any(), anyInt());
        verify(connection.prepareStatement(""), never()).setQueryTimeout(anyInt());
    }

    @Test
    void patchOfOneMember_manyInTheGroup_threeStatementsAndACommit() {
        User ada = users.create(person("ada"), Origin.PROVISIONING);
        Group team = users.createGroup(Group.named("acme", "team"), MembershipChange.NONE);
        watched.failing(n -> null);
        assertThat(request(stores, "PATCH", "/Groups/" + team.id(), """
                        {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations":[{"op":"add","path":"members","value":[{"value":"%s"}]}]}""".formatted(ada.id()))
                        .status())
                .isEqualTo(204);
        assertThat(watched.statements()).hasSize(4).last().isEqualTo("commit");
        watched.failing(n -> null);
        users.changeMembers("acme", team.id(), MembershipChange.adding(Set.of(ada.id())), OptionalLong.empty());
        assertThat(watched.statements()).as("nothing changes").hasSize(3);
    }

    private void assertRetryLater(JdbcStores on) {
        for (String method : List.of("GET", "DELETE")) {
            ScimResponse answer = request(on, method, "/Users/42", "");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).get().asString().matches("[1-9][0-9]?");
            assertThat(answer.text()).doesNotContain("secret-host", "SQL");
        }
    }

    private static ScimResponse request(JdbcStores on, String method, String path, String json) {
        return ScimEndpoint.builder(URI.create("https://app.example/scim/v2"), on.users(), on.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of(TOKEN))))
                .build()
                .handle(ScimRequest.of(method, path)
                        .header("Authorization", "Bearer " + TOKEN)
                        .json(json));
    }

    private int statementsOf(ThrowingCallable write) {
        // Failing at the commit, so that nothing is written yet.
        watched.failing(n -> watched.statements().get(n - 1).equals("commit") ? new SQLException("", "08006") : null);
        assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(write);
        int count = watched.statements().size();
        watched.failing(n -> null);
        return count;
    }

    private String everything() {
        return users.query("acme", UserQuery.page(0, 99)).toString()
                + users.queryGroups("acme", UserQuery.page(0, 99)).items().stream()
                        .map(group -> group + "" + users.members("acme", group.id(), Optional.empty(), 99))
                        .toList();
    }

    private static User person(String name) {
        return User.named("acme", name)
                .emails(List.of(Email.work(name + "@acme.example")))
                .build();
    }

    private static Connection connection(int queryTimeout, int networkTimeout) throws SQLException {
        Connection connection = mock();
        PreparedStatement statement = mock();
        when(connection.prepareStatement(anyString())).thenReturn(statement);
        when(connection.getNetworkTimeout()).thenReturn(networkTimeout);
        when(statement.getQueryTimeout()).thenReturn(queryTimeout);
        ResultSet nothing = mock();
        when(statement.executeQuery()).thenReturn(nothing);
        return connection;
    }

    private static void find(Connection connection) throws SQLException {
        DataSource source = mock();
        when(source.getConnection()).thenReturn(connection);
        assertThat(JdbcStores.of(source).users().find("acme", "x")).isEmpty();
    }
}
