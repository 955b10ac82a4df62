package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** The same block that a YAML file of our own has, out of everything that Spring calls a property. */
class PropertyTreeTest {
    private final StandardEnvironment environment = new StandardEnvironment();

    PropertyTreeTest() {
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
    }

    @Test
    void yaml_blocksListsAndScalars_asTheyStandThere() {
        yaml("""
                sso-kit:
                  base-url: https://app.example.com
                  protect: [/app/*, /me]
                  connections:
                    acme:
                      type: saml
                      email-domains:
                        - acme.example
                        - acme.test
                      show-on-login: false
                """);

        assertThat(tree())
                .isEqualTo(Map.of(
                        "base-url",
                        "https://app.example.com",
                        "protect",
                        List.of("/app/*", "/me"),
                        "connections",
                        Map.of(
                                "acme",
                                Map.of(
                                        "type",
                                        "saml",
                                        "email-domains",
                                        List.of("acme.example", "acme.test"),
                                        "show-on-login",
                                        false))));
    }

    @Test
    void name_withDotsAndCapitals_inBracketsAsItIs() {
        yaml("""
                sso-kit:
                  connections:
                    "[acme.eu]": { type: saml }
                    Acme_US: { type: oidc, scopes: [email] }
                """);

        assertThat(tree())
                .isEqualTo(Map.of(
                        "connections",
                        Map.of(
                                "acme.eu", Map.of("type", "saml"),
                                "Acme_US", Map.of("type", "oidc", "scopes", List.of("email")))));
    }

    @Test
    void value_withColonsAndSpaces_asItIs() {
        yaml("""
                sso-kit:
                  connections:
                    acme:
                      attributes:
                        groups: "http://schemas.example/claims: Group"
                """);

        assertThat(tree())
                .isEqualTo(Map.of(
                        "connections",
                        Map.of(
                                "acme",
                                Map.of("attributes", Map.of("groups", "http://schemas.example/claims: Group")))));
    }

    @Test
    void key_inOtherSpellings_isTheDocumentedOne() {
        yaml("""
                ssoKit:
                  baseUrl: https://app.example.com
                  session_lifetime: 8h
                  connections:
                    acme: { emailDomains: [acme.example] }
                """);

        assertThat(tree())
                .isEqualTo(Map.of(
                        "base-url", "https://app.example.com",
                        "session-lifetime", "8h",
                        "connections", Map.of("acme", Map.of("email-domains", List.of("acme.example")))));
    }

    @Test
    void environmentVariable_overYaml_wins() {
        environmentVariables(Map.of(
                "SSOKIT_BASEURL", "https://other.example.com",
                "SSOKIT_PROTECT", "/x,/y/*",
                "SSOKIT_CONNECTIONS_ACMEEU_CLIENTSECRET", "from the environment",
                "SSOKIT_CONNECTIONS_ACMEEU_EMAILDOMAINS_0_", "acme.test"));
        yaml("""
                sso-kit:
                  base-url: https://app.example.com
                  protect: [/app/*]
                  connections:
                    acme-eu: { type: oidc, client-id: app }
                """);

        assertThat(tree())
                .isEqualTo(Map.of(
                        "base-url",
                        "https://other.example.com",
                        "protect",
                        List.of("/x", "/y/*"),
                        "connections",
                        Map.of(
                                "acme-eu",
                                Map.of(
                                        "type",
                                        "oidc",
                                        "client-id",
                                        "app",
                                        "client-secret",
                                        "from the environment",
                                        "email-domains",
                                        List.of("acme.test")))));
    }

    /** Mixed, the list of a profile could not take away a group that the default file lets in. */
    @Test
    void list_ofTheSourceThatComesFirst_replacesTheOtherAsAWhole() {
        yaml("sso-kit: { launch: { targets: { studio: { groups: [admins] } } } }");
        yaml("sso-kit: { launch: { targets: { studio: { name: Studio, groups: [engineering, everybody] } } } }");

        assertThat(tree())
                .isEqualTo(Map.of(
                        "launch",
                        Map.of("targets", Map.of("studio", Map.of("name", "Studio", "groups", List.of("admins"))))));
    }

    @Test
    void list_ofMoreThanTen_keepsItsOrder() {
        StringBuilder properties = new StringBuilder("sso-kit:\n  protect:\n");
        List<String> paths = List.of("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10", "/11");
        paths.forEach(path -> properties.append("    - ").append(path).append('\n'));
        yaml(properties.toString());

        assertThat(tree()).isEqualTo(Map.of("protect", paths));
    }

    @Test
    void placeholder_resolved_isItsValue() {
        environmentVariables(Map.of("ACME_TOKEN", "t0ken"));
        yaml(
                "sso-kit: { scim: { directories: { acme: { token: \"${ACME_TOKEN}\", next-token: \"${NEXT:none}\" } } } }");

        assertThat(tree())
                .isEqualTo(Map.of(
                        "scim", Map.of("directories", Map.of("acme", Map.of("token", "t0ken", "next-token", "none")))));
    }

    /** Boot leaves it as it stands: everybody could guess the token. */
    @Test
    void placeholder_unresolved_isAProblem() {
        yaml("""
                sso-kit:
                  protect: ["${NOWHERE}/app"]
                  scim: { directories: { acme: { token: "${ACME_TOKEN}" } } }
                """);

        assertThat(PropertyTree.of(environment).problems())
                .containsExactlyInAnyOrder(
                        "protect: holds a placeholder that no property or environment variable resolves",
                        "scim.directories.acme.token: holds a placeholder that no property or environment variable resolves");
    }

    @Test
    void unknownKey_anywhere_isLeftForTheReaderToRefuse() {
        yaml("sso-kit: { connections: { acme: { metdata: x, colours: [a, b] } }, bind: { dn: y } }");

        assertThat(tree())
                .isEqualTo(Map.of(
                        "connections",
                        Map.of("acme", Map.of("metdata", "x", "colours", Map.of("0", "a", "1", "b"))),
                        "bind",
                        Map.of("dn", "y")));
    }

    @Test
    void isIn_nothingUnderThePrefix_false() {
        yaml("sso-kitchen: { base-url: x }");
        assertThat(PropertyTree.isIn(environment)).isFalse();
    }

    private Map<String, Object> tree() {
        PropertyTree tree = PropertyTree.of(environment);
        assertThat(tree.problems()).isEmpty();
        return tree.keys();
    }

    private void yaml(String text) {
        String name = "file " + environment.getPropertySources().size();
        try {
            new YamlPropertySourceLoader()
                    .load(name, new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private void environmentVariables(Map<String, Object> variables) {
        MapPropertySource source = new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new LinkedHashMap<>(variables));
        environment.getPropertySources().addFirst(source);
    }
}
