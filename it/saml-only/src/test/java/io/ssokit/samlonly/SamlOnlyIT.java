package io.ssokit.samlonly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.managed.ConnectionAdmin;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app has that uses SAML alone and leaves the module of the other protocols out. */
class SamlOnlyIT {
    private static final ServiceProvider US = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final Secret SECRET = Secret.of("client-secret");

    /** This test would prove nothing if they were there after all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.ssokit.oidc.OidcLoginFactory",
                "org.pac4j.core.client.IndirectClient",
                "org.pac4j.oidc.client.OidcClient",
                "com.nimbusds.jose.JWSObject",
                "com.nimbusds.oauth2.sdk.TokenRequest"
            })
    void classPath_otherProtocols_absent(String name) {
        assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void classPath_jars_noneOfTheOtherProtocols() {
        assertThat(Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .filter(path -> path.contains("pac4j") || path.contains("nimbus") || path.contains("kit-oidc")))
                .isEmpty();
    }

    @Test
    void samlSignIn_endToEnd_works() throws Exception {
        try (FakeIdp idp = FakeIdp.start();
                SamlOnlyApp app = new SamlOnlyApp(idp.saml().metadataUri())) {
            Page landed = TestBrowser.create().signIn(app.at("/app/page"), "alice", "alice-pw");
            assertThat(landed.uri()).isEqualTo(app.at("/app/page"));
            assertThat(landed.body()).isEqualTo("user=alice@example.com engineer=true");
        }
    }

    @Test
    void build_connectionOfAnotherProtocol_namesTheMissingDependency() {
        assertThat(problems(IdpConnection.oidc("globex")
                        .issuer("https://idp.globex.example")
                        .client("app", SECRET)))
                .containsExactly(
                        "connections.globex: an OpenID Connect connection needs the dependency io.ssokit:sso-kit-oidc");
        assertThat(problems(IdpConnection.oauth2("hub")
                        .authorizationEndpoint(URI.create("https://hub.example/authorize"))
                        .tokenEndpoint(URI.create("https://hub.example/token"))
                        .userInfoEndpoints(URI.create("https://hub.example/user"))
                        .userAttribute("{tidp.id}")
                        .client("app", SECRET)))
                .containsExactly(
                        "connections.hub: an OAuth 2.0 connection needs the dependency io.ssokit:sso-kit-oidc");
    }

    @Test
    void enable_runTimeConnectionOfAnotherProtocol_namesTheMissingDependency() {
        try (SsoKit kit = SsoKit.builder(US)
                .runTimeConnections()
                .secret(Secret.of("0123456789abcdef0123456789abcdef"))
                .build()) {
            ConnectionAdmin admin = kit.connectionAdmin();
            admin.create(
                    "root",
                    "acme",
                    "globex",
                    Map.of(
                            "type", "oidc",
                            "issuer", "https://idp.globex.example",
                            "client-id", "app",
                            "client-secret", "secret"));
            assertThatThrownBy(() -> admin.enable("root", "acme", "globex", OptionalLong.empty()))
                    .isInstanceOfSatisfying(
                            ConfigurationProblems.class,
                            wrong -> assertThat(wrong.problems())
                                    .anyMatch(
                                            problem -> problem.contains(
                                                    "an OpenID Connect connection needs the dependency io.ssokit:sso-kit-oidc")));
        }
    }

    private static List<String> problems(ConnectionBuilder<?> connection) {
        try {
            SsoKit.builder(US).connections(connection).build().close();
            return List.of();
        } catch (ConfigurationProblems wrong) {
            return wrong.problems();
        }
    }
}
