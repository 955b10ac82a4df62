package io.ssokit.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.AttributeMapping.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What eight identity providers call the fields of a person, without a word of configuration. */
class AttributeMappingTest {
    private static final String CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    static Stream<Arguments> products() {
        return Stream.of(
                product("Okta", "login", "email", "firstName", "lastName", "displayName", "groups"),
                product(
                        "Entra ID",
                        "",
                        CLAIMS + "emailaddress",
                        CLAIMS + "givenname",
                        CLAIMS + "surname",
                        "http://schemas.microsoft.com/identity/claims/displayname",
                        "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"),
                product(
                        "AD FS",
                        CLAIMS + "upn",
                        CLAIMS + "emailaddress",
                        CLAIMS + "givenname",
                        CLAIMS + "surname",
                        CLAIMS + "name",
                        "http://schemas.xmlsoap.org/claims/Group"),
                product("OneLogin", "", "User.email", "User.FirstName", "User.LastName", "", "memberOf"),
                product("Google", "", "email", "first_name", "last_name", "", "groups"),
                product(
                        "Keycloak",
                        "username",
                        "urn:oid:1.2.840.113549.1.9.1",
                        "urn:oid:2.5.4.42",
                        "urn:oid:2.5.4.4",
                        "",
                        "groups"),
                product(
                        "Shibboleth",
                        "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
                        "urn:oid:0.9.2342.19200300.100.1.3",
                        "urn:oid:2.5.4.42",
                        "urn:oid:2.5.4.4",
                        "urn:oid:2.16.840.1.113730.3.1.241",
                        "urn:oid:1.3.6.1.4.1.5923.1.5.1.1"),
                product("SimpleSAMLphp", "uid", "mail", "givenName", "sn", "cn", "memberOf"));
    }

    private static Arguments product(String name, String... attributes) {
        return Arguments.of(name, List.of(attributes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("products")
    void read_asTheProductCallsThem_everyField(String product, List<String> attributes) {
        Map<Field, String> expected = new LinkedHashMap<>();
        Map<String, List<String>> sent = new LinkedHashMap<>();
        for (AttributeRule rule : AttributeMapping.DEFAULT.rules()) {
            Field field = rule.field();
            String attribute = attributes.get(field.ordinal());
            if (!attribute.isEmpty()) {
                expected.put(field, "the " + field);
                sent.put(attribute, List.of("the " + field));
            }
        }

        expected.forEach((field, value) -> assertThat(AttributeMapping.DEFAULT.read(field, sent))
                .as(product)
                .containsExactly(value));
    }

    @Test
    void read_ownSource_comesFirstAndOthersStillCount() {
        AttributeMapping own = AttributeMapping.DEFAULT.with(Field.GROUPS, "Role");

        assertThat(own.read(Field.GROUPS, Map.of("groups", List.of("a"), "Role", List.of("b", "c"))))
                .containsExactly("b", "c");
        assertThat(own.read(Field.GROUPS, Map.of("groups", List.of("a"), "Role", List.of(" "))))
                .containsExactly("a");
    }
}
