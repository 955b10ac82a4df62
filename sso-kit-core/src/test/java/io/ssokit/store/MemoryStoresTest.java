package io.ssokit.store;

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
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;
import org.junit.jupiter.api.Nested;

class MemoryStoresTest {
    private final MemoryStores stores = MemoryStores.create();

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
        private SamlKeyStore store = MemoryStores.create().samlKeys();

        @Override
        protected SamlKeyStore keys() {
            return store;
        }

        @Override
        protected void clear() {
            store = MemoryStores.create().samlKeys();
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
