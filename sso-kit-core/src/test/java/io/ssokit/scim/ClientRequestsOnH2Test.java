package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class ClientRequestsOnH2Test extends ClientRequestsTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
