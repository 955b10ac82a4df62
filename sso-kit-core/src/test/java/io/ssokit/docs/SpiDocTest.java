package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.contract.OneTimeStoreContract;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.MemoryStores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SpiDocTest {
    @Test
    void spiMd_itsCode_isThisCode() throws Exception {
        assertThat(DocRegion.page("spi.md")).contains(DocRegion.of(SpiDocTest.class, "contract"));
    }

    @Nested
    // region contract
    class MyOneTimeStoreTest extends OneTimeStoreContract {
        private final OneTimeStore mine = MemoryStores.create().oneTime();

        @Override
        protected OneTimeStore oneTime() {
            return mine;
        }
    }
    // end region
}
