package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class Rfc7644BulkOnH2Test extends Rfc7644BulkTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
