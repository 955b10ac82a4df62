package io.ssokit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.config.ConnectionReader;
import io.ssokit.internal.config.Node;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SsoKitConfigTest {
    @Test
    void build_theDocumentedShape_everyOptionArrives() {
        SsoKit kit = SsoKitConfig.yaml("""
                        base-url: http://127.0.0.1:8080
                        protect: /app/*
                        secret: 0123456789abcdef0123456789abcdef
                        session-lifetime: 8h
                        stores: { type: memory }
                        connections:
                          acme:
                            type: saml
                            tenant: acme
                            label: Acme Inc.
                            metadata: "https://idp.example/metadata"
                            email-domains: [acme.example]
                            jit: match
                            match-on: externalId
                            attributes: { userName: uid }
                          lab: { type: saml, tenant: acme, metadata: "http://127.0.0.1:9000/metadata", insecure-allow-http: true }
                        scim:
                          directories:
                            acme: { token: "t0ken" }
                        launch:
                          targets:
                            studio: { name: "Studio", groups: [engineering] }
                        """).build();

        assertThat(kit.protectedPaths()).containsExactly("/app/*");
        SamlConnection acme = (SamlConnection) kit.connections().find("acme").orElseThrow();
        assertThat(acme.label()).isEqualTo("Acme Inc.");
        assertThat(acme.trust().jit())
                .isEqualTo(new JitPolicy(
                        JitPolicy.Mode.MATCH, JitPolicy.MatchOn.EXTERNAL_ID, Optional.empty(), Set.of(), false));
        assertThat(kit.connections().findByEmailDomain(EmailDomain.of("acme.example")))
                .map(IdpConnection::id)
                .contains("acme");
        assertThat(kit.connections().find("lab").orElseThrow().trust().insecureAllowHttp())
                .isTrue();
        assertThat(kit.launcher().targets())
                .singleElement()
                .satisfies(target -> assertThat(target.groups()).containsExactly("engineering"));
    }

    @Test
    void jit_bareOff_isOffAndNotFalse() {
        SsoKit kit = SsoKitConfig.yaml("""
                        base-url: http://127.0.0.1:8080
                        connections:
                          acme: { type: saml, metadata: "https://idp.example/metadata", jit: off }
                        """).build();

        assertThat(kit.connections().find("acme").orElseThrow().trust().jit().mode())
                .isEqualTo(JitPolicy.Mode.OFF);
    }

    /** YAML 1.1 knows octal, hexadecimal, sexagesimal numbers and many truth values; a secret is none of them. */
    @Test
    void text_thatReadsLikeANumberOrTruthValue_staysAsWritten() throws Exception {
        for (String written : List.of("0012345", "1_000", "1.50", "0x1F", "1e5", "yes", "2020-01-01", "12:30:45")) {
            Map<String, Object> read = YamlText.read("token: " + written + "\nlist: [" + written + "]");
            assertThat(read).containsEntry("token", written).containsEntry("list", List.of(written));
        }
    }

    @Test
    void yaml_withoutContent_isEmpty() throws Exception {
        assertThat(YamlText.read("")).isEmpty();
        assertThat(YamlText.read("# nothing\n")).isEmpty();
        assertThat(YamlText.read("key:\nother: ~"))
                .containsOnlyKeys("key", "other")
                .containsEntry("key", null);
    }

    @Test
    void build_manyMistakes_allReportedAtOnceWithTheirPaths() {
        List<String> problems = problems("""
                base-url: ftp://app.example.com
                protekt: /app/*
                protect: [app, "/x/../y;z"]
                secret: short
                session-lifetime: soon
                connections:
                  acme: { type: saml, tenant: acme, metadta: "https://idp.example/metadata" }
                  globex: { type: oidc, issuer: "http://op.example", client-id: app, jit: sometimes }
                  third: { type: ldap }
                  fourth: { tenant: x }
                scim:
                  directories:
                    acme: { tokn: x }
                launch:
                  targets:
                    "st udio": { name: "Studio" }
                """);

        assertThat(problems)
                .anySatisfy(p -> assertThat(p).startsWith("base-url: must start with https://"))
                .anySatisfy(p -> assertThat(p).startsWith("protekt: is not a known key"))
                .anySatisfy(p -> assertThat(p).startsWith("protect: 'app' must be"))
                .anySatisfy(p -> assertThat(p).startsWith("secret: needs at least 32"))
                .anySatisfy(p -> assertThat(p).startsWith("session-lifetime: is not a duration"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.acme.metadta: is not a known key"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.acme.metadata: is missing"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.globex.issuer: must be https"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.globex.client-secret: is missing"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.globex.jit: 'sometimes' must be one of off,"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.third.type: 'ldap' must be one of saml, oidc"))
                .anySatisfy(p -> assertThat(p).startsWith("connections.fourth.type: is missing"))
                .noneSatisfy(p -> assertThat(p).startsWith("connections.fourth.tenant"))
                .anySatisfy(p -> assertThat(p).startsWith("scim.directories.acme.tokn: is not a known key"))
                .anySatisfy(p -> assertThat(p).startsWith("launch.targets.st udio: a launch target's id"));
    }

    @Test
    void build_camelCaseKey_suggestsTheRightOne() {
        assertThat(problems("baseUrl: https://app.example.com\n"))
                .anySatisfy(p -> assertThat(p).isEqualTo("baseUrl: is not a known key; did you mean base-url?"));
    }

    @Test
    void build_httpOffLoopback_refused() {
        assertThat(problems("base-url: http://app.example.com\n"))
                .containsExactly("base-url: must be https; plain http is for a loopback address");
    }

    @Test
    void build_domainOfTwoConnections_refused() {
        assertThat(problems("""
                                base-url: https://app.example.com
                                connections:
                                  a: { type: saml, metadata: "https://idp.example/md", email-domains: acme.example }
                                  b: { type: saml, metadata: "https://idp.example/md", email-domains: ACME.example }
                                """)).containsExactly("connections.b.email-domains: acme.example belongs to connection a");
    }

    @Test
    void build_jdbc_storesInItsDatabaseAndClosesIt() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        try (SsoKit kit = SsoKitConfig.yaml(
                        "base-url: https://app.example.com\nstores: { type: jdbc, url: \"" + url + "\" }\n")
                .build()) {
            kit.stores().users().create(User.named("acme", "ada").build(), UserStore.Origin.PROVISIONING);
            assertThat(kit.stores().users().findByUserName("acme", "ada")).isPresent();
        }
    }

    @Test
    void build_jdbcWithoutUsableUrl_refused() {
        assertThat(problems("base-url: https://app.example.com\nstores: { type: jdbc }\n"))
                .containsExactly("stores.url: is missing: the database's address, which starts with jdbc:");
        assertThat(problems("base-url: https://app.example.com\nstores: { type: jdbc, url: \"jdbc:none:x\" }\n"))
                .singleElement()
                .asString()
                .startsWith("stores.url: ");
    }

    @Test
    void build_oidcWithoutItsModule_namesTheDependency() {
        assertThat(problems("""
                                base-url: https://app.example.com
                                connections:
                                  globex: { type: oidc, issuer: "https://op.example", client-id: a, client-secret: b }
                                """))
                .containsExactly(
                        "connections.globex: an OpenID Connect connection needs the dependency io.ssokit:sso-kit-oidc");
    }

    @Test
    void yaml_unsetVariable_namedWithoutItsValue() {
        assertThat(problems("""
                                base-url: "${NO_SUCH_VARIABLE_HERE}"
                                connections:
                                  a: { type: saml, metadata: "${NO_SUCH_VARIABLE_EITHER:<x/>}" }
                                """)).contains("base-url: environment variable NO_SUCH_VARIABLE_HERE is not set");
    }

    @Test
    void yaml_notYaml_refusedWithoutQuotingIt() {
        String secret = "s3cr3t-value";
        ConfigurationProblems thrown =
                catchThrowableOfType(ConfigurationProblems.class, () -> SsoKitConfig.yaml("a: [" + secret + "\nb: }{"));

        assertThat(thrown).hasMessageContaining("is not a YAML block of keys").hasMessageNotContaining(secret);
    }

    @Test
    void yaml_sameKeyTwice_refused() {
        assertThat(catchThrowableOfType(
                        ConfigurationProblems.class,
                        () -> SsoKitConfig.yaml("base-url: https://a.example\nbase-url: https://b.example\n")))
                .isNotNull();
    }

    @Test
    void yaml_missingFile_saysWhich(@TempDir Path folder) {
        assertThat(catchThrowableOfType(
                        ConfigurationProblems.class, () -> SsoKitConfig.yaml(folder.resolve("none.yaml"))))
                .hasMessageContaining("none.yaml: there is no such file");
    }

    @Test
    void yaml_file_readLikeText(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("sso.yaml"), "protect: /me\n");

        SsoKit kit = SsoKitConfig.yaml(file)
                .withDefault("base-url", "http://127.0.0.1:8080")
                .build();

        assertThat(kit.protectedPaths()).containsExactly("/me");
        assertThat(kit.serviceProvider().baseUrl()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void of_listsAsIndexedBlocks_readAsLists() {
        Map<String, Object> indexed = new LinkedHashMap<>();
        indexed.put("0", "/a");
        indexed.put("1", "/b/*");

        SsoKit kit = SsoKitConfig.of(Map.of("base-url", "https://app.example.com", "protect", indexed))
                .build();

        assertThat(kit.protectedPaths()).containsExactly("/a", "/b/*");
    }

    @Test
    void connectionReader_oidc_everyOptionArrives() {
        List<String> problems = new java.util.ArrayList<>();
        Node node = Node.root(
                Map.of(
                        "type", "OIDC",
                        "issuer", "https://op.example",
                        "client-id", "app",
                        "client-secret", "s",
                        "scopes", List.of("email", "groups"),
                        "show-on-login", false),
                problems);

        OidcConnection connection = (OidcConnection) node.read(block -> ConnectionReader.read("globex", block))
                .orElseThrow()
                .build();

        assertThat(problems).isEmpty();
        assertThat(connection.requests().scopes()).containsExactlyInAnyOrder("openid", "email", "groups");
        assertThat(connection.trust().showOnLogin()).isFalse();
        assertThat(connection.toString()).doesNotContain("[s]");
        assertThat(connection.client().secret().map(Secret::reveal)).contains("s");
    }

    private static List<String> problems(String yaml) {
        ConfigurationProblems thrown = catchThrowableOfType(
                ConfigurationProblems.class, () -> SsoKitConfig.yaml(yaml).build());
        assertThat(thrown).as("refused").isNotNull();
        return thrown.problems();
    }

    /** A pattern that no request can match would leave a page open without a word. */
    @Test
    @Tag("C-12")
    void protect_spellingThatNoRequestHas_refused() {
        for (String pattern : List.of(
                "/app/",
                "/app.",
                "/app./*",
                "/./app",
                "/x/../app/*",
                "/app/**",
                "*.jsp",
                "//app",
                "/app//*",
                "/%61pp",
                "/app;x",
                "/app?x",
                "app/*")) {
            assertThatExceptionOfType(ConfigurationProblems.class)
                    .as(pattern)
                    .isThrownBy(() -> SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                            .protect(pattern)
                            .build())
                    .withMessageContaining("protect: '" + pattern + "'");
        }
        for (String pattern : List.of("/", "/*", "/app", "/app/*", "/app.v2/*", "/.well-known/*")) {
            assertThat(SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                            .protect(pattern)
                            .build()
                            .protectedPaths())
                    .containsExactly(pattern);
        }
    }
}
