package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.IdpConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration on the page about connections is one that the reader takes, and means what the page says. */
class HomeRealmDocTest {
    @TempDir
    Path directory;

    @Test
    void apps_configurationOnThePage_isTaken() throws Exception {
        String page = DocRegion.page("connections.md");
        String apps = page.substring(page.indexOf("\n## Apps\n"));
        int from = apps.indexOf("```yaml\n") + "```yaml\n".length();
        Path file = Files.writeString(directory.resolve("sso.yaml"), apps.substring(from, apps.indexOf("```", from)));
        try (SsoKit kit = SsoKitConfig.yaml(file).build()) {
            IdpConnection partners = kit.connections().find("partners").orElseThrow();
            assertThat(partners.trust().apps().signIn()).isFalse();
            assertThat(partners.trust().apps().targets()).isEqualTo(Optional.of(Set.of("reports")));
            assertThat(partners.trust().apps().admits("studio")).isFalse();
            IdpConnection staff = kit.connections().find("staff").orElseThrow();
            assertThat(staff.trust().apps().admits("studio")).isTrue();
            assertThat(staff.trust().initiateTargets()).containsExactly("/me", "/app/*");
        }
    }
}
