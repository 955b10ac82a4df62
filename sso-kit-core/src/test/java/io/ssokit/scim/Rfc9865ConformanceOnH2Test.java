package io.ssokit.scim;

import io.ssokit.store.Stores;

class Rfc9865ConformanceOnH2Test extends Rfc9865ConformanceTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
