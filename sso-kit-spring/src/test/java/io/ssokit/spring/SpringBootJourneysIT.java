package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.spring.quickstart.ExampleApp;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.ScimClient;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The app of the quickstart on Spring Boot 3.5 and Tomcat, configured by its {@code sso-kit:} block and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringBootJourneysIT {
    private static final String SCIM_TOKEN = "token-of-the-journeys";

    private FakeIdp idp;
    private URI base;
    private ConfigurableApplicationContext app;

    @BeforeAll
    void start() throws IOException {
        idp = FakeIdp.builder()
                .client(OidcClient.onLoopback("app", "secret-of-globex"))
                .start();
        // On a busy machine making a key can take longer than the kit waits for an identity provider.
        idp.saml().metadata();
        idp.oidc().jwks();
        base = URI.create("http://127.0.0.1:" + freePort());
        app = SpringApplication.run(
                ExampleApp.class,
                "--spring.config.location=classpath:/quickstart/",
                "--server.address=127.0.0.1",
                "--server.port=" + base.getPort(),
                "--GLOBEX_SECRET=secret-of-globex",
                "--ACME_SCIM_TOKEN=" + SCIM_TOKEN,
                "--sso-kit.base-url=" + base,
                "--sso-kit.connections.acme.metadata=" + idp.saml().metadataUri(),
                "--sso-kit.connections.acme.insecure-allow-http=true",
                "--sso-kit.connections.globex.issuer=" + idp.oidc().issuer(),
                "--sso-kit.connections.globex.insecure-allow-http=true");
    }

    @AfterAll
    void stop() {
        app.close();
        idp.close();
    }

    @Test
    void saml_protectedPage_landsThere() {
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(at("/app/me"));
        assertThat(chooser.uri()).hasPath("/sso/login");
        Page start = browser.submit(chooser, chooser.form("email"), Map.of("email", "alice@acme.example"));
        Page landed = browser.signIn(start, base, "alice", "alice-pw");
        assertThat(landed.uri()).isEqualTo(at("/app/me"));
        assertThat(landed.json())
                .containsEntry("user", "alice@example.com")
                .containsEntry("connection", "acme")
                .containsEntry("groups", List.of("admins", "engineering"))
                .containsEntry("costCenter", "CC-1001");
    }

    @Test
    void oidc_protectedPage_landsThere() {
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(at("/app/me"));
        Page start = browser.submit(chooser, chooser.form("email"), Map.of("email", "bob@globex.example"));
        Page landed = browser.signIn(start, base, "bob", "bob-pw");
        assertThat(landed.uri()).isEqualTo(at("/app/me"));
        assertThat(landed.json()).containsEntry("user", "bob").containsEntry("connection", "globex");
    }

    @Test
    void scim_userCreatedAndSwitchedOff_signsInAndThenNoMore() {
        ScimClient scim = ScimClient.of(at("/scim/v2"), SCIM_TOKEN);
        String id = scim.createUser("carol@example.com", Map.of()).orThrow().id();
        scim.createGroup("research", id).orThrow();
        TestBrowser browser = TestBrowser.create();
        Page landed = browser.signIn(at("/sso/start/acme?returnTo=/app/me"), "carol", "carol-pw");
        assertThat(landed.json()).containsEntry("groups", List.of("research"));
        scim.deactivate(id).orThrow();
        assertThat(browser.fetch(at("/app/me"), Map.of()).status()).isEqualTo(303);
        assertThat(browser.signIn(at("/sso/start/acme?returnTo=/app/me"), "carol", "carol-pw")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void launch_fromATile_opensTheProfileOnce() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(at("/sso/start/acme?returnTo=/app/me"), "alice", "alice-pw");
        URI link = browser.fetchPost(at("/app/launch"), Map.of(), Map.of())
                .location()
                .orElseThrow();
        TestBrowser studio = TestBrowser.create();
        Page opened = studio.get(link);
        Page landed = studio.submit(opened, opened.form("token"), Map.of());
        assertThat(landed.uri()).isEqualTo(at("/studio/"));
        assertThat(landed.body()).startsWith("Welcome to the studio, alice");
        assertThat(TestBrowser.create()
                        .post(at("/sso/launch"), opened.form("token").fields())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void program_withoutSession_401() {
        Page answer = TestBrowser.create().fetch(at("/app/me"), Map.of("Accept", "application/json"));
        assertThat(answer.status()).isEqualTo(401);
    }

    /** Spring's own error page is an ERROR dispatch, and the person is known there too. */
    @Test
    void unknownPage_signedIn_isTheAppsOwn404() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(at("/sso/start/acme?returnTo=/app/me"), "alice", "alice-pw");
        Page missing = browser.get(at("/app/nothing"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body()).contains("Whitelabel Error Page");
    }

    private URI at(String path) {
        return URI.create(base + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
