package io.ssokit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ssokit.SsoKit;
import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.ConfigurationProblems;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The block {@code attributes}, in YAML and as Spring hands it over. */
class AttributesBlockTest {
    @Test
    void attributes_shortAndLong_areTheSameAsInJava() {
        AttributeMapping mapping = mapping("""
                userName: uid
                groups: none
                email:
                  from: [mail, workMail]
                  required: true
                  case-sensitive: false
                  transform: |
                    var email = current_value.split("@");
                    if (email[1] === "acmesales.com") {
                      setRoles("Sales");
                    }
                display-name: { updatable: false }
                title: { from: t, values: join, separator: " " }
                department: { from: dept, default: Sales, values: refuse }
                """);

        assertThat(mapping)
                .isEqualTo(AttributeMapping.DEFAULT
                        .with(Field.USER_NAME, "uid")
                        .without(Field.GROUPS)
                        .with(AttributeRule.of(Field.EMAIL)
                                .readFrom("mail", "workMail")
                                .require()
                                .ignoreCase()
                                .transformedBy("""
                                        var email = current_value.split("@");
                                        if (email[1] === "acmesales.com") {
                                          setRoles("Sales");
                                        }
                                        """))
                        .with(AttributeRule.of(Field.DISPLAY_NAME).onlyOnce())
                        .with(AttributeRule.of(Field.TITLE).readFrom("t").joinedBy(" "))
                        .with(AttributeRule.of(Field.DEPARTMENT)
                                .readFrom("dept")
                                .orElse("Sales")
                                .take(AttributeRule.Values.REFUSE)));
    }

    @Test
    void attributes_fromOfSpring_isAList() {
        SsoKit kit = SsoKitConfig.of(Map.of(
                        "base-url",
                        "http://127.0.0.1:8080",
                        "connections",
                        Map.of(
                                "acme",
                                Map.of(
                                        "type", "saml",
                                        "metadata", "https://idp.example/metadata",
                                        "attributes",
                                                Map.of(
                                                        "title",
                                                        Map.of("from", new TreeMap<>(Map.of("0", "a", "1", "b"))))))))
                .build();

        assertThat(kit.connections().find("acme").orElseThrow().trust().mapping())
                .isEqualTo(AttributeMapping.DEFAULT.with(
                        AttributeRule.of(Field.TITLE).readFrom("a", "b")));
    }

    @Test
    void attributes_mistakes_areAllReportedWithTheirPath() {
        assertThat(problems("""
                shoe-size: size
                hat: { from: hat, colour: red }
                email: none
                user-name: { updatable: true }
                display-name: { from: none }
                groups: { from: [] }
                title: { from: t, values: some, separator: "" }
                locale: { values: first, separator: "+" }
                department: { from: d, transform: "setDept(current_value)" }
                """))
                .anySatisfy(p -> assertThat(p).startsWith("shoe-size: is not a field; fields are user-name, email,"))
                .anySatisfy(p -> assertThat(p).startsWith("hat.colour: is not a known key"))
                .anySatisfy(p -> assertThat(p).startsWith("hat: is not a field"))
                .anySatisfy(p -> assertThat(p).startsWith("email: is one of the three rows that every session shows"))
                .anySatisfy(p -> assertThat(p).startsWith("user-name.updatable: does not go with user-name"))
                .anySatisfy(p -> assertThat(p).startsWith("display-name.from: names no attribute"))
                .anySatisfy(p -> assertThat(p).startsWith("groups.from: names no attribute"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("title.values: 'some' must be one of first, all, join, refuse"))
                .anySatisfy(p -> assertThat(p).startsWith("title.separator: must not be empty"))
                .anySatisfy(p -> assertThat(p).startsWith("locale.separator: goes with values: join"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith(
                                "department.transform: line 1, column 1: 'setDept' sets no field that is known here"));
    }

    private static AttributeMapping mapping(String attributes) {
        return kit(attributes)
                .build()
                .connections()
                .find("acme")
                .orElseThrow()
                .trust()
                .mapping();
    }

    private static List<String> problems(String attributes) {
        String path = "connections.acme.attributes.";
        return catchThrowableOfType(
                        ConfigurationProblems.class, () -> kit(attributes).build())
                .problems()
                .stream()
                .peek(problem -> assertThat(problem).startsWith(path))
                .map(problem -> problem.substring(path.length()))
                .toList();
    }

    private static SsoKitConfig kit(String attributes) {
        return SsoKitConfig.yaml("""
                base-url: http://127.0.0.1:8080
                connections:
                  acme:
                    type: saml
                    metadata: https://idp.example/metadata
                    attributes:
                """ + attributes.indent(6));
    }
}
