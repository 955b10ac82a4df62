package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database. */
class MembersDifferentialOnH2Test extends MembersDifferentialTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
