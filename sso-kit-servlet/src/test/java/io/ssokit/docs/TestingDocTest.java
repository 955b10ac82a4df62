package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.servlet.ScimDialectsIT;
import io.ssokit.testing.ScimDialect;
import org.junit.jupiter.api.Test;

class TestingDocTest {
    @Test
    void testingMd_itsCodeAndDialects_areThese() throws Exception {
        String page = DocRegion.page("testing.md");

        assertThat(page).contains(DocRegion.of(ScimDialectsIT.class, "provision"));
        for (ScimDialect dialect : ScimDialect.values()) {
            assertThat(page).contains("| `" + dialect.name() + "` |");
        }
    }
}
