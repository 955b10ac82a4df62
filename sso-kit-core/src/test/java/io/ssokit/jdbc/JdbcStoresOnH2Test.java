package io.ssokit.jdbc;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.contract.AcceptedRequestStoreContract;
import io.ssokit.contract.ConnectionDocumentsContract;
import io.ssokit.contract.DirectoryDocumentsContract;
import io.ssokit.contract.GroupStoreContract;
import io.ssokit.contract.IdentityLinksContract;
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
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.LeaseStore;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

class JdbcStoresOnH2Test {
    private static JdbcConnectionPool pool;
    private static Stores stores;

    @BeforeAll
    static void open() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:contract;DB_CLOSE_DELAY=-1", "sa", "");
        pool.setMaxConnections(20);
        stores = JdbcStores.of(pool).createSchema();
    }

    @AfterAll
    static void close() {
        pool.dispose();
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
            return stores;
        }

        // The whole number takes half a minute here; it is reached in memory and on PostgreSQL.
        @Override
        protected int adds() {
            return 5;
        }

        @Override
        protected int rounds() {
            return 5;
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
