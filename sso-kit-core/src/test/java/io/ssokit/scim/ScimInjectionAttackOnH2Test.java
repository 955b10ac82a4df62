package io.ssokit.scim;

import io.ssokit.store.Stores;
import org.junit.jupiter.api.Tag;

@Tag("P-11")
class ScimInjectionAttackOnH2Test extends ScimInjectionAttackTest {
    @Override
    Stores stores() {
        return ScimLab.emptyH2();
    }
}
