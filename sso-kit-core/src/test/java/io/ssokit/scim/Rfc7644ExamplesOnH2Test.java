package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class Rfc7644ExamplesOnH2Test extends Rfc7644ExamplesTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
