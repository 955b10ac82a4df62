package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Mapped;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/attribute-mapping.md} shows is what happens. */
class AttributeMappingDocTest {
    private static final Map<String, List<String>> ADA = Map.of(
            "Email", List.of("ada.lovelace@acmesales.com"),
            "memberOf", List.of("Users", "Admins"),
            "employeeType", List.of("Employee"),
            "DN", List.of("CN=Engineering,OU=Groups,DC=acme"));

    @Test
    void scripts_eachOfThePage_doesWhatIsSaid() throws IOException {
        List<String> scripts = blocks("js");

        assertThat(scripts).hasSize(4);
        assertThat(run(scripts.get(0)).values(Field.ROLES)).containsExactly("Sales");
        assertThat(run(scripts.get(1)).values(Field.ROLES)).containsExactly("Administrator", "User");
        Mapped named = run(scripts.get(2));
        assertThat(named.values(Field.GIVEN_NAME)).containsExactly("Ada");
        assertThat(named.values(Field.FAMILY_NAME)).containsExactly("Lovelace");
        assertThat(named.values(Field.ORGANIZATION)).containsExactly("Acme");
        assertThat(run(scripts.get(3)).values(Field.TITLE)).containsExactly("Engineer");
    }

    @Test
    void yaml_eachBlockOfThePage_isAMapping() throws IOException {
        List<String> blocks = blocks("yaml");

        assertThat(blocks).hasSize(2);
        assertThat(mapping(blocks.get(0))).isEqualTo(builder().trust().mapping());
        assertThat(mapping(blocks.get(1))
                        .dryRun(Map.of("email", List.of("ada@acme.com")))
                        .problem())
                .isEmpty();
        assertThat(mapping(blocks.get(1))
                        .dryRun(Map.of("email", List.of("eve@evil.com")))
                        .problem())
                .map(Mapped.Problem::received)
                .contains("Only people of acme.com may sign in");
    }

    private static IdpConnection builder() {
        // region rows
        IdpConnection connection = IdpConnection.saml("acme")
                .metadata(URI.create("https://idp.acme.example/metadata"))
                .attribute(Field.GROUPS, "memberOf")
                .withoutAttribute(Field.GIVEN_NAME)
                .attribute(AttributeRule.of(Field.EMAIL)
                        .readFrom("mail", "workMail")
                        .require()
                        .ignoreCase())
                .attribute(AttributeRule.of(Field.DEPARTMENT)
                        .readFrom("dept")
                        .orElse("Sales")
                        .onlyOnce())
                .build();
        // end region
        return connection;
    }

    @Test
    void java_ofThePage_isThisCode() throws IOException {
        String page = DocRegion.page("attribute-mapping.md");

        assertThat(page).contains(DocRegion.of(AttributeMappingDocTest.class, "rows"));
        assertThat(page).contains(DocRegion.of(AttributeMappingDocTest.class, "dry-run"));
    }

    @Test
    void dryRun_ofThePage_printsWhatThePageShows() throws IOException {
        IdpConnection connection = IdpConnection.saml("acme")
                .metadata(URI.create("https://idp.acme.example/metadata"))
                .attribute(
                        AttributeRule.of(Field.EMAIL).transformedBy(blocks("js").get(0)))
                .build();
        // region dry-run
        Mapped mapped = connection
                .trust()
                .mapping()
                .dryRun(Map.of(
                        "Email", List.of("ada@acmesales.com"),
                        "memberOf", List.of("Users", "Admins")));
        System.out.println(mapped.table());
        // end region

        assertThat(DocRegion.page("attribute-mapping.md")).contains("```\n" + mapped.table() + "```\n");
    }

    @Test
    void fields_ofThePage_areAll() throws IOException {
        String page = DocRegion.page("attribute-mapping.md");
        for (Field field : Field.values()) {
            assertThat(page).contains("`" + field.key() + "`");
        }
    }

    private static Mapped run(String script) {
        Mapped mapped = AttributeMapping.DEFAULT
                .with(AttributeRule.of(Field.EMAIL).transformedBy(script))
                .dryRun(ADA);
        assertThat(mapped.problem()).isEmpty();
        return mapped;
    }

    private static AttributeMapping mapping(String block) {
        String yaml = """
                base-url: http://127.0.0.1:8080
                connections:
                  acme:
                    type: saml
                    metadata: https://idp.acme.example/metadata
                """ + block.indent(4);
        return SsoKitConfig.yaml(yaml)
                .build()
                .connections()
                .find("acme")
                .orElseThrow()
                .trust()
                .mapping();
    }

    private static List<String> blocks(String language) throws IOException {
        Matcher block =
                Pattern.compile("(?s)```" + language + "\n(.*?)```\n").matcher(DocRegion.page("attribute-mapping.md"));
        List<String> blocks = new ArrayList<>();
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }
}
