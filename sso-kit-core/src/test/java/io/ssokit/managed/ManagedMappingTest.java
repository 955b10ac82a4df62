package io.ssokit.managed;

import static io.ssokit.managed.AdminLab.ROOT;
import static io.ssokit.managed.AdminLab.problems;
import static io.ssokit.managed.AdminLab.saml;
import static io.ssokit.managed.AdminLab.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.Mapped;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Mappings that an administrator changes while the app runs. */
class ManagedMappingTest {
    private static final OptionalLong ANY = OptionalLong.empty();

    private final AdminLab lab = new AdminLab();
    private final SsoKit kit = lab.node();
    private final ConnectionAdmin admin = kit.connectionAdmin();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void transform_replacedWhileRunning_countsForTheNextSignIn() {
        admin.create(ROOT, "acme", "okta", mapped("setRoles('Old')"));
        admin.enable(ROOT, "acme", "okta", ANY);
        assertThat(map().values(Field.ROLES)).containsExactly("Old");

        admin.replace(ROOT, "acme", "okta", mapped("setRoles('New')"), ANY);

        assertThat(map().values(Field.ROLES)).containsExactly("New");
    }

    @Test
    void transform_notOfTheLanguage_isRefusedWhenItIsSaved() {
        admin.create(ROOT, "acme", "okta", mapped("setRoles('Old')"));
        admin.enable(ROOT, "acme", "okta", ANY);
        for (String script : List.of("while (true) {}", "java.lang.Runtime", "setRoles(", "x".repeat(8001))) {
            assertThat(problems(() -> admin.replace(ROOT, "acme", "okta", mapped(script), ANY)))
                    .singleElement()
                    .asString()
                    .startsWith("connections.okta.attributes.email.transform: line 1, column ");
        }
        assertThat(problems(() ->
                        admin.replace(ROOT, "acme", "okta", with(saml(), "attributes", Map.of("email", "none")), ANY)))
                .singleElement()
                .asString()
                .startsWith("connections.okta.attributes.email: is one of the three rows");
        assertThat(map().values(Field.ROLES)).containsExactly("Old");
    }

    private Mapped map() {
        return kit.connections()
                .find("okta")
                .orElseThrow()
                .trust()
                .mapping()
                .dryRun(Map.of("mail", List.of("ada@acme.com")));
    }

    private static Map<String, Object> mapped(String script) {
        return with(saml(), "attributes", Map.of("email", Map.of("from", List.of("mail"), "transform", script)));
    }
}
