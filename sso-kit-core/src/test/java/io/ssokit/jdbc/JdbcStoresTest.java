package io.ssokit.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class JdbcStoresTest {
    private final JdbcDataSource source = new JdbcDataSource();
    private final JdbcStores stores;

    JdbcStoresTest() {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        stores = JdbcStores.of(source).createSchema();
    }

    @Test
    void createSchema_secondTime_keepsWhatIsThere() {
        User ada = create("ada");
        JdbcStores.of(source).createSchema();
        assertThat(stores.users().findByUserName("acme", "ada")).contains(ada);
    }

    @Test
    void createSchema_otherDatabase_refused() throws SQLException {
        DatabaseMetaData metaData = mock();
        when(metaData.getDatabaseProductName()).thenReturn("Other SQL");
        Connection connection = mock();
        when(connection.getMetaData()).thenReturn(metaData);
        DataSource other = mock();
        when(other.getConnection()).thenReturn(connection);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStores.of(other).createSchema())
                .withMessageContaining("Other SQL");
    }

    @Test
    void anyCall_databaseDown_unavailableWithoutSecrets() throws SQLException {
        DataSource down = mock();
        when(down.getConnection()).thenThrow(new SQLTransientConnectionException("secret-host refused", "08001"));
        JdbcStores dead = JdbcStores.of(down);
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> dead.users().find("acme", "x"))
                .satisfies(failure -> {
                    assertThat(failure.retryAfter()).isPositive();
                    assertThat(failure.getMessage()).doesNotContain("secret-host");
                });
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> dead.oneTime().take("p", "a", Instant.now()));
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> dead.revocations().revokedAt("acme", "x"));
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> dead.links().linksOf("acme", "x"));
    }

    @Test
    void anyCall_tablesMissing_unavailable() {
        JdbcDataSource empty = new JdbcDataSource();
        empty.setURL("jdbc:h2:mem:" + UUID.randomUUID());
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> JdbcStores.of(empty).users().find("acme", "x"));
    }

    @Test
    void write_poolThatDoesNotCommitByItself_committedAndPoolUnchanged() throws SQLException {
        try (Connection kept = source.getConnection()) {
            kept.setAutoCommit(false);
            kept.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            DataSource one = mock();
            Connection open = mock(
                    Connection.class,
                    call -> call.getMethod().getName().equals("close")
                            ? null
                            : call.getMethod().invoke(kept, call.getArguments()));
            when(one.getConnection()).thenReturn(open);
            JdbcStores.of(one).oneTime().take("p", "a", Instant.now().plusSeconds(60));
            assertThat(kept.getAutoCommit()).isFalse();
            assertThat(kept.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        }
        assertThat(stores.oneTime().take("p", "a", Instant.now().plusSeconds(60)))
                .isFalse();
    }

    @Test
    void connect_urlWithoutPool_storesAndCloses() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        try (JdbcStores own =
                JdbcStores.connect(url, Optional.of("sa"), Optional.of(Secret.of("pw")), Clock.systemUTC())) {
            own.createSchema();
            own.users().create(User.named("acme", "ada").build(), Origin.PROVISIONING);
            assertThat(own.users().findByUserName("acme", "ADA")).isPresent();
        }
        // The last connection has gone, and with it H2's database.
        try (JdbcStores again =
                JdbcStores.connect(url, Optional.of("sa"), Optional.of(Secret.of("other")), Clock.systemUTC())) {
            again.createSchema();
            assertThat(again.users().findByUserName("acme", "ada")).isEmpty();
        }
    }

    @Test
    void connect_unknownUrl_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcStores.connect(
                        "jdbc:nothing:x", Optional.of("sa"), Optional.of(Secret.of("pw")), Clock.systemUTC()));
    }

    @Test
    void connect_failingWork_givesItsConnectionBack() {
        try (JdbcStores own = JdbcStores.connect(
                "jdbc:h2:mem:" + UUID.randomUUID(),
                Optional.of("sa"),
                Optional.of(Secret.of("pw")),
                Clock.systemUTC())) {
            for (int i = 0; i < 30; i++) {
                assertThatExceptionOfType(StoreException.Unavailable.class)
                        .isThrownBy(() -> own.users().find("acme", "x"))
                        .withMessageContaining("42");
            }
        }
    }

    @Test
    void userName_characterZero_storedWithoutFailure() {
        User odd = stores.users().create(User.named("acme", "a\0b").build(), Origin.PROVISIONING);
        assertThat(stores.users().find("acme", odd.id()).orElseThrow().userName())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void revokedAt_revokedOnOtherNode_seenWithinTwoSeconds() {
        AtomicLong nanos = new AtomicLong();
        JdbcRevocations here = new JdbcRevocations(new Db(Connections.of(source)), nanos::get);
        Instant noon = Instant.parse("2026-03-04T12:00:00Z");
        assertThat(here.revokedAt("acme", "ada")).isEmpty();
        stores.revocations().revoke("acme", "ada", noon);
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(here.revokedAt("acme", "ada")).contains(noon);
    }

    @Test
    void ended_onOtherNode_seenWithinTwoSecondsAndHereAtOnce() {
        AtomicLong nanos = new AtomicLong();
        Db db = new Db(Connections.of(source));
        JdbcRevocations here = new JdbcRevocations(db, nanos::get);
        JdbcRevocations there = new JdbcRevocations(db, nanos::get);
        assertThat(here.ended("acme", "ada").ids()).isEmpty();
        there.end("acme", "ada", "s1", Instant.now().plusSeconds(60));
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(here.ended("acme", "ada").ids()).containsExactly("s1");
        here.end("acme", "ada", "s2", Instant.now().plusSeconds(60));
        assertThat(here.ended("acme", "ada").ids()).containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void revokedAt_askedAgain_notReadAgain() throws SQLException {
        DataSource counting = mock();
        when(counting.getConnection()).thenAnswer(call -> source.getConnection());
        JdbcRevocations here = new JdbcRevocations(new Db(Connections.of(counting)), () -> 0);
        for (int i = 0; i < 100; i++) {
            here.revokedAt("acme", "ada");
        }
        verify(counting, times(1)).getConnection();
    }

    private User create(String userName) {
        return stores.users().create(User.named("acme", userName).build(), Origin.PROVISIONING);
    }
}
