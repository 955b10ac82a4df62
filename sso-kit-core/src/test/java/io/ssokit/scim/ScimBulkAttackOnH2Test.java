package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class ScimBulkAttackOnH2Test extends ScimBulkAttackTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }

    @Override
    int many() {
        return 50;
    }
}
