package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class ScimDialectsOnH2Test extends ScimDialectsTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
