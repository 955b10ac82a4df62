package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.oidc.Pac4j;
import io.ssokit.oidc.TicketClient;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pac4j.core.client.IndirectClient;

/** What docs/oidc.md shows of OAuth2 and of pac4j's clients is this code, and a kit is built with it. */
class OAuth2DocTest {
    private static final Pattern GITHUB = Pattern.compile("```yaml\n(connections:\n  github:.*?)```", Pattern.DOTALL);

    @Test
    void oidcMd_itsCode_isThisCode() throws Exception {
        assertThat(DocRegion.page("oidc.md"))
                .contains(DocRegion.of(OAuth2DocTest.class, "github"))
                .contains(DocRegion.of(OAuth2DocTest.class, "pac4j"));
    }

    @Test
    void oidcMd_gitHubInBothSpellings_isOneConnection() throws Exception {
        Matcher example = GITHUB.matcher(DocRegion.page("oidc.md"));
        assertThat(example.find()).isTrue();
        try (SsoKit kit = SsoKitConfig.yaml("base-url: https://app.example.com\n" + example.group(1))
                .build()) {
            assertThat(kit.connections().find("github")).contains(gitHub());
        }
    }

    @Test
    void pac4jsClient_built_isAConnectionOfTheKit() {
        try (SsoKit kit = campus(new TicketClient())) {
            assertThat(kit.connections().find("campus")).hasValueSatisfying(campus -> {
                assertThat(campus.tenant()).isEqualTo("campus");
                assertThat(campus.protocol()).isEqualTo("pac4j");
            });
        }
    }

    private static OAuth2Connection gitHub() {
        Secret secret = Secret.of("a-secret-of-at-least-16");
        return
        // region github
        IdpConnection.oauth2("github")
                .label("GitHub")
                .authorizationEndpoint(URI.create("https://github.com/login/oauth/authorize"))
                .tokenEndpoint(URI.create("https://github.com/login/oauth/access_token"))
                .userInfoEndpoints(
                        URI.create("https://api.github.com/user"), URI.create("https://api.github.com/user/emails"))
                .client("Iv1.example", secret)
                .clientAuthentication(ClientAuthentication.POST)
                .scopes("read:user", "user:email")
                .userAttribute("{tidp.id}")
                .build();
        // end region
    }

    private static SsoKit campus(IndirectClient casClient) {
        ServiceProvider serviceProvider = ServiceProvider.of(URI.create("https://app.example.com"));
        return
        // region pac4j
        SsoKit.builder(serviceProvider)
                .connections(Pac4j.connection("campus", casClient)
                        .tenant("campus")
                        .label("Campus")
                        .emailDomains("campus.example"))
                .build();
        // end region
    }
}
