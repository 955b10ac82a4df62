package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.ssokit.SsoKit;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.store.MemoryStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/oidc.md shows is this code, and connections that a kit is built with. */
class OidcDocTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void oidcMd_itsCode_isThisCode() throws Exception {
        assertThat(DocRegion.page("oidc.md")).contains(DocRegion.of(OidcDocTest.class, "builder"));
        assertThat(connection().requests().maxAge()).contains(Duration.ofHours(8));
    }

    @Test
    void oidcMd_itsConfigurations_buildKits() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        List<String> built = new ArrayList<>();
        Matcher examples = YAML.matcher(DocRegion.page("oidc.md"));
        while (examples.find()) {
            String example = examples.group(1).replace("${GLOBEX_KEY}", "'" + key + "'");
            try (SsoKit kit = SsoKitConfig.yaml("base-url: https://app.example.com\n" + example).toBuilder()
                    .stores(MemoryStores.create())
                    .build()) {
                built.add(kit.serviceProvider().at("/").toString());
            }
        }
        assertThat(built).hasSizeGreaterThanOrEqualTo(4);
    }

    private static OidcConnection connection() {
        Secret secret = Secret.of("a-secret-of-at-least-16");
        return
        // region builder
        IdpConnection.oidc("globex")
                .tenant("globex")
                .issuer("https://globex.okta.com")
                .client("0oa1example", secret)
                .emailDomains("globex.example")
                .maxAge(Duration.ofHours(8))
                .expectAmr("mfa")
                .build();
        // end region
    }
}
