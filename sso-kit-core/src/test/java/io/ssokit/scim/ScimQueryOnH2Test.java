package io.ssokit.scim;

import io.ssokit.store.Stores;

class ScimQueryOnH2Test extends ScimQueryTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
