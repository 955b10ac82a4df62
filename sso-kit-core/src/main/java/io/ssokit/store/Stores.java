package io.ssokit.store;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.UserStore;

/**
 * Everything the kit keeps, as one bundle (SPI): {@code MemoryStores}, {@code JdbcStores}, or the app's own. An app that
 * brings only its own user store wraps another bundle with {@link #withUsers}. Thread-safe.
 */
public interface Stores {
    /** People and groups. */
    UserStore users();

    /** Which identity signs in whom. */
    IdentityLinks links();

    /** What has been used once. */
    OneTimeStore oneTime();

    /** Which sessions count. */
    SessionRevocations revocations();

    /** Our keys towards SAML identity providers, sealed. */
    SamlKeyStore samlKeys();

    /** Which sessions a logout message means. */
    SessionIndex sessions();

    /** Connections that change while the app runs, sealed. */
    ConnectionDocuments connections();

    /** What provisioning keeps beside users and groups. */
    ScimStores scim();

    /**
     * Deletes some of what is over: what has expired, and what {@link Retention} keeps no longer. The kit calls it about once a
     * minute on every node, in the background; an app that uses stores without an {@code SsoKit} does so itself. Takes seconds
     * at most, and goes on the next time.
     *
     * @return how many rows were deleted; 0 for stores that see to it by themselves
     */
    default int purge() {
        return 0;
    }

    /** These stores with the app's own user store. */
    default Stores withUsers(UserStore own) {
        Stores rest = this;
        return new Stores() {
            @Override
            public UserStore users() {
                return own;
            }

            @Override
            public IdentityLinks links() {
                return rest.links();
            }

            @Override
            public OneTimeStore oneTime() {
                return rest.oneTime();
            }

            @Override
            public SessionRevocations revocations() {
                return rest.revocations();
            }

            @Override
            public SamlKeyStore samlKeys() {
                return rest.samlKeys();
            }

            @Override
            public SessionIndex sessions() {
                return rest.sessions();
            }

            @Override
            public ConnectionDocuments connections() {
                return rest.connections();
            }

            @Override
            public ScimStores scim() {
                return rest.scim();
            }

            @Override
            public int purge() {
                return rest.purge();
            }
        };
    }
}
