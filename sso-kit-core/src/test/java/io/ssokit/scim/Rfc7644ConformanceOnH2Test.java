package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class Rfc7644ConformanceOnH2Test extends Rfc7644ConformanceTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
