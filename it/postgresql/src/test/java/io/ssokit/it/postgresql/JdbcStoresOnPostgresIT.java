package io.ssokit.it.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.Secret;
import io.ssokit.contract.AcceptedRequestStoreContract;
import io.ssokit.contract.ConnectionDocumentsContract;
import io.ssokit.contract.DirectoryDocumentsContract;
import io.ssokit.contract.GroupStoreContract;
import io.ssokit.contract.IdentityLinksContract;
import io.ssokit.contract.InParallel;
import io.ssokit.contract.LeaseStoreContract;
import io.ssokit.contract.OneTimeStoreContract;
import io.ssokit.contract.ProvisioningRaceContract;
import io.ssokit.contract.SamlKeyStoreContract;
import io.ssokit.contract.ScimEventStoreContract;
import io.ssokit.contract.ScimGuardStoreContract;
import io.ssokit.contract.SessionIndexContract;
import io.ssokit.contract.SessionRevocationsContract;
import io.ssokit.contract.UniqueAttributesContract;
import io.ssokit.contract.UserQueryContract;
import io.ssokit.contract.UserStoreContract;
import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.error.StoreException;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.Stores;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JdbcStoresOnPostgresIT {
    private static EmbeddedPostgres server;
    private static HikariDataSource pool;
    private static HikariDataSource otherPool;
    private static Stores stores;
    private static Stores other;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        pool = pool();
        otherPool = pool();
        stores = JdbcStores.of(pool).createSchema();
        other = JdbcStores.of(otherPool);
    }

    private static HikariDataSource pool() {
        HikariDataSource made = new HikariDataSource();
        made.setJdbcUrl(url());
        made.setUsername("postgres");
        made.setPassword("");
        made.setMaximumPoolSize(20);
        // The strictest pool an app may have: our transactions must not depend on its defaults.
        made.setAutoCommit(false);
        made.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        return made;
    }

    @AfterAll
    static void stop() throws IOException {
        pool.close();
        otherPool.close();
        server.close();
    }

    private static String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    @Test
    void createSchema_manyNodesAtOnce_once() throws Exception {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create schema fresh");
            connection.commit();
        }
        List<Boolean> created = InParallel.call(6, i -> () -> {
            try (JdbcStores node = JdbcStores.connect(
                    url() + "&currentSchema=fresh",
                    Optional.of("postgres"),
                    Optional.of(Secret.of("-")),
                    Clock.systemUTC())) {
                node.createSchema();
                return node.users().findByUserName("acme", "nobody").isEmpty();
            }
        });
        assertThat(created).hasSize(6).doesNotContain(false);
    }

    @Test
    void connect_connectionsCutByServer_newOnesAfterwards() throws SQLException {
        try (JdbcStores own = JdbcStores.connect(
                url() + (url().contains("?") ? "&" : "?") + "ApplicationName=cut",
                Optional.of("postgres"),
                Optional.of(Secret.of("-")),
                Clock.systemUTC())) {
            own.oneTime().take("cut", "a", Instant.now().plusSeconds(60));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name = 'cut'"); // not those of the pool, which other tests go on with
                connection.commit();
            }
            assertThatExceptionOfType(StoreException.Unavailable.class)
                    .isThrownBy(
                            () -> own.oneTime().take("cut", "b", Instant.now().plusSeconds(60)));
            assertThat(own.oneTime().take("cut", "a", Instant.now().plusSeconds(60)))
                    .isFalse();
        }
    }

    @Test
    void delete_manyPeopleOfTheSameGroups_allGone() throws Exception {
        String tenant = "t" + UUID.randomUUID();
        List<String> people = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            people.add(stores.users()
                    .create(User.named(tenant, "p" + i).build(), Origin.PROVISIONING)
                    .id());
        }
        for (int i = 0; i < 8; i++) {
            stores.users().createGroup(Group.named(tenant, "g" + i), MembershipChange.adding(Set.copyOf(people)));
        }
        InParallel.call(24, i -> () -> {
            stores.users().delete(tenant, people.get(i), OptionalLong.empty());
            return i;
        });
        assertThat(stores.users().query(tenant, UserQuery.page(0, 0)).total()).isZero();
    }

    @Nested
    class People extends UserStoreContract {
        @Override
        protected UserStore users() {
            return stores.users();
        }
    }

    @Nested
    class Groups extends GroupStoreContract {
        @Override
        protected UserStore users() {
            return stores.users();
        }
    }

    @Nested
    class Unique extends UniqueAttributesContract {
        @Override
        protected UserStore users() {
            return stores.users();
        }
    }

    @Nested
    class Queries extends UserQueryContract {
        @Override
        protected UserStore users() {
            return stores.users();
        }
    }

    @Nested
    class Links extends IdentityLinksContract {
        @Override
        protected IdentityLinks links() {
            return stores.links();
        }
    }

    @Nested
    class OneTime extends OneTimeStoreContract {
        @Override
        protected OneTimeStore oneTime() {
            return stores.oneTime();
        }
    }

    @Nested
    class Revocations extends SessionRevocationsContract {
        @Override
        protected SessionRevocations revocations() {
            return stores.revocations();
        }
    }

    @Nested
    class Keys extends SamlKeyStoreContract {
        @Override
        protected SamlKeyStore keys() {
            return stores.samlKeys();
        }

        @Override
        protected void clear() {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("delete from sso_saml_key");
                connection.commit();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    @Nested
    class Sessions extends SessionIndexContract {
        @Override
        protected SessionIndex sessions() {
            return stores.sessions();
        }
    }

    @Nested
    class Connections extends ConnectionDocumentsContract {
        @Override
        protected ConnectionDocuments connections() {
            return stores.connections();
        }
    }

    @Nested
    class Races extends ProvisioningRaceContract {
        @Override
        protected Stores node(int number) {
            return number == 0 ? stores : other;
        }
    }

    @Nested
    class Directories extends DirectoryDocumentsContract {
        @Override
        protected DirectoryDocuments directories() {
            return stores.scim().directories();
        }
    }

    @Nested
    class Accepted extends AcceptedRequestStoreContract {
        @Override
        protected AcceptedRequestStore requests() {
            return stores.scim().requests();
        }
    }

    @Nested
    class ScimEvents extends ScimEventStoreContract {
        @Override
        protected ScimEventStore events() {
            return stores.scim().events();
        }
    }

    @Nested
    class ScimGuards extends ScimGuardStoreContract {
        @Override
        protected ScimGuardStore guards() {
            return stores.scim().guards();
        }
    }

    @Nested
    class Leases extends LeaseStoreContract {
        @Override
        protected LeaseStore leases() {
            return stores.scim().leases();
        }
    }
}
