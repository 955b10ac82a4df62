package io.ssokit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.ScimClient;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sample with {@code -Dsso-kit.config}. */
class ConfiguredSampleIT {
    @TempDir
    private Path folder;

    @Test
    void configurationFile_replacesTheDemo() throws Exception {
        try (FakeIdp idp = FakeIdp.start()) {
            String yaml = """
                    protect: /app/*
                    connections:
                      mine: { type: saml, tenant: mine, label: Mine, metadata: "%1$s", insecure-allow-http: true }
                      other: { type: saml, tenant: other, label: Other, metadata: "%1$s", insecure-allow-http: true }
                    scim:
                      directories:
                        mine: { token: a-token-of-mine }
                        other: { token: a-token-of-other }
                    """.formatted(idp.saml().metadataUri());
            try (RunningSample sample = RunningSample.with(file(yaml))) {
                ScimClient.of(sample.at("/scim/v2"), "a-token-of-mine").createUser("ours@mine.example", Map.of());
                ScimClient.of(sample.at("/scim/v2"), "a-token-of-other").createUser("theirs@other.example", Map.of());
                TestBrowser browser = TestBrowser.create();
                String start = browser.get(sample.at("/")).text();
                assertThat(start)
                        .contains("Mine: SAML 2.0", "your configuration file")
                        .doesNotContain("Acme", "alice", "a-token-of-mine", "Recent events");
                Page landed = browser.signIn(sample.at("/sso/start/mine?returnTo=/app/whoami"), "alice", "alice-pw");
                assertThat(landed.json()).containsEntry("tenant", "mine").containsEntry("connection", "mine");
                assertThat(browser.get(sample.at("/")).text())
                        .contains("Recent events", "login.signed-in", "Recent provisioning", "ours@mine.example")
                        .doesNotContain("theirs@other.example");
            }
        }
    }

    @Test
    void deadIdentityProvider_atStart_theAppStartsAndTheLoginIsRefusedWith503() throws Exception {
        String yaml = """
                connections:
                  dead: { type: saml, metadata: "http://127.0.0.1:9/metadata", insecure-allow-http: true }
                """;
        try (RunningSample sample = RunningSample.with(file(yaml))) {
            TestBrowser browser = TestBrowser.create();
            assertThat(browser.get(sample.at("/")).status()).isEqualTo(200);
            Page refused = browser.fetch(sample.at("/sso/start/dead"), Map.of());
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(refused.text()).contains("cannot be reached at the moment");
        }
    }

    @Test
    void wrongConfiguration_refusedAtStartWithEveryPath() throws Exception {
        Path wrong = file("protect: app\nconnections:\n  acme: { type: saml, metdata: x }\nunknown: 1\n");
        assertThatThrownBy(() -> RunningSample.with(wrong))
                .hasMessageContaining("connections.acme.metdata")
                .hasMessageContaining("unknown")
                .hasMessageContaining("protect");
    }

    @Test
    void webXml_startsTheSample() throws Exception {
        String xml = Files.readString(Path.of("src", "main", "webapp", "WEB-INF", "web.xml"));
        assertThat(xml).contains("<listener-class>" + SampleApp.class.getName() + "</listener-class>");
    }

    private Path file(String yaml) throws Exception {
        return Files.writeString(folder.resolve("sso-kit.yaml"), yaml);
    }
}
