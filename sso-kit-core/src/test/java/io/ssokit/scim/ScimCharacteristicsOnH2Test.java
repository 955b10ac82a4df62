package io.ssokit.scim;

import io.ssokit.store.Stores;

/** The same on a database, which narrows filters over the app's attributes before anybody looks at a record. */
class ScimCharacteristicsOnH2Test extends ScimCharacteristicsTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
