package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 7643 §5 to §8: what discovery serves is of the form of the specification's examples. */
class Rfc7643DiscoveryConformanceTest {
    /** §2.3.7 and §2.3.6 make references and binary values case exact; ids are so by §3.1. The examples of §8.7.1 forget it. */
    private static final Set<String> EXACT = Set.of(
            "profileUrl",
            "photos.value",
            "groups.value",
            "groups.$ref",
            "x509Certificates.value",
            "members.value",
            "members.$ref",
            "manager.value",
            "manager.$ref");

    private final ScimLab lab = new ScimLab();

    @Test
    @DisplayName("RFC 7643 §8.5: a service provider configuration, with types as in the example")
    void serviceProviderConfig_membersOfTheExample_areThere() {
        Map<String, Object> example = example("rfc7643-service-provider-config.json");
        Map<String, Object> ours = lab.get("/ServiceProviderConfig").json();

        // We have no page about it on the web of the app's owner, and it is as old as the process.
        example.remove("documentationUri");
        assertThat(ours.keySet()).containsAll(example.keySet());
        for (String feature : List.of("patch", "bulk", "filter", "changePassword", "sort", "etag")) {
            Map<?, ?> given = (Map<?, ?>) ours.get(feature);
            ((Map<?, ?>) example.get(feature))
                    .forEach((name, value) ->
                            assertThat(given.get(name)).as(feature + "." + name).hasSameClassAs(value));
        }
        Map<?, ?> scheme = (Map<?, ?>) ((List<?>) ours.get("authenticationSchemes")).get(0);
        assertThat(scheme.get("type")).isEqualTo("oauthbearertoken");
        assertThat(scheme.get("primary")).isEqualTo(true);
        List<Object> members = new ArrayList<>(scheme.keySet());
        assertThat(members).contains("name", "description", "specUri");
        assertThat(lab.get("/ServiceProviderConfig").at("meta/location"))
                .isEqualTo(ScimLab.BASE + "/ServiceProviderConfig");
    }

    @Test
    @DisplayName("RFC 7643 §8.6: the resource types User and Group, as in the example")
    void resourceTypes_ofTheExample_areServed() {
        for (Object element : (List<?>) example("rfc7643-resource-types.json").get("Resources")) {
            Map<?, ?> example = (Map<?, ?>) element;
            Map<String, Object> ours =
                    lab.get("/ResourceTypes/" + example.get("name")).json();
            for (String same : List.of("schemas", "id", "name", "endpoint", "schema")) {
                assertThat(ours.get(same)).as(same).isEqualTo(example.get(same));
            }
            assertThat(ours.get("description")).isInstanceOf(String.class);
            assertThat(lab.get("/ResourceTypes/" + example.get("name")).at("meta/resourceType"))
                    .isEqualTo("ResourceType");
            List<?> extensions = example.get("schemaExtensions") instanceof List<?> list ? list : List.of();
            for (Object extension : extensions) {
                // The example makes the enterprise extension required, which is its own choice.
                assertThat(ours.get("schemaExtensions").toString())
                        .contains(String.valueOf(((Map<?, ?>) extension).get("schema")));
            }
        }
    }

    @Test
    @DisplayName("RFC 7643 §8.7.1: every attribute of User, Group and EnterpriseUser with its characteristics")
    void schemas_everyAttributeOfTheExample_isServedWithItsCharacteristics() {
        int compared = 0;
        for (Object element : (List<?>) example("rfc7643-schemas.json").get("Resources")) {
            Map<?, ?> example = (Map<?, ?>) element;
            Map<String, Object> ours = lab.get("/Schemas/" + example.get("id")).json();
            assertThat(ours.get("name")).isEqualTo(example.get("name"));
            compared += compare("", example.get("attributes"), ours.get("attributes"));
        }
        assertThat(compared).isGreaterThan(70);
    }

    private static int compare(String owner, Object examples, Object attributes) {
        int compared = 0;
        for (Object element : (List<?>) examples) {
            Map<?, ?> example = (Map<?, ?>) element;
            String path = owner + example.get("name");
            Map<?, ?> ours = ((List<?>) attributes)
                    .stream()
                            .map(one -> (Map<?, ?>) one)
                            .filter(one -> one.get("name").equals(example.get("name")))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(path + " is missing"));
            for (String characteristic : List.of("type", "multiValued", "mutability", "returned", "caseExact")) {
                Object expected =
                        characteristic.equals("caseExact") && EXACT.contains(path) ? true : example.get(characteristic);
                if (expected != null) {
                    assertThat(ours.get(characteristic))
                            .as(path + " " + characteristic)
                            .isEqualTo(expected);
                }
            }
            // Groups are told apart by their names here, as Entra and OneLogin expect.
            if (!path.equals("displayName")) {
                assertThat(ours.get("required")).as(path).isEqualTo(example.get("required"));
            }
            compared++;
            if (example.get("subAttributes") != null) {
                compared += compare(path + ".", example.get("subAttributes"), ours.get("subAttributes"));
            }
        }
        return compared;
    }

    @Test
    @DisplayName("RFC 7643 §8.7.2: discovery resources have what the schemas of discovery require, in its type")
    void discovery_heldAgainstItsOwnSchemas_fits() {
        for (Object element :
                (List<?>) example("rfc7643-discovery-schemas.json").get("Resources")) {
            Map<?, ?> schema = (Map<?, ?>) element;
            String target = switch (String.valueOf(schema.get("name"))) {
                case "ResourceType" -> "/ResourceTypes/User";
                case "Schema" -> "/Schemas/" + ScimLab.USER;
                default -> "/ServiceProviderConfig";
            };
            fits(target, schema.get("attributes"), lab.get(target).json());
        }
    }

    private static void fits(String place, Object attributes, Map<?, ?> value) {
        for (Object element : (List<?>) attributes) {
            Map<?, ?> attribute = (Map<?, ?>) element;
            String path = place + " " + attribute.get("name");
            Object given = value.get(attribute.get("name"));
            if (given == null) {
                assertThat(attribute.get("required")).as(path).isNotEqualTo(true);
                continue;
            }
            List<?> values = given instanceof List<?> list ? list : List.of(given);
            for (Object one : values) {
                switch (String.valueOf(attribute.get("type"))) {
                    case "boolean" -> assertThat(one).as(path).isInstanceOf(Boolean.class);
                    case "integer" -> assertThat(one).as(path).isInstanceOf(Long.class);
                    case "complex" -> {
                        if (attribute.get("subAttributes") != null) {
                            fits(path, attribute.get("subAttributes"), (Map<?, ?>) one);
                        }
                    }
                    default -> assertThat(one).as(path).isInstanceOf(String.class);
                }
            }
        }
    }

    @Test
    @DisplayName(
            "RFC 7643 §7: the schemas of §8.7.1 can be declared by an app under URNs of its own, and are served as declared")
    void schemas_ofTheExample_canBeDeclared() {
        for (Object element : (List<?>) example("rfc7643-schemas.json").get("Resources")) {
            Map<?, ?> example = (Map<?, ?>) element;
            String urn = "urn:example:" + example.get("name");
            String json = new String(JsonText.bytes(own(example, urn)), StandardCharsets.UTF_8);
            assertThat(ScimExtension.problems(List.of(ScimExtension.json(json))))
                    .isEmpty();
            Map<String, Object> served = ScimLab.with(ScimExtension.json(json))
                    .get("/Schemas/" + urn)
                    .json();
            assertThat(served.get("description")).isEqualTo(example.get("description"));
            assertThat(((List<?>) served.get("attributes"))).hasSameSizeAs((List<?>) example.get("attributes"));
        }
    }

    private static Map<String, Object> own(Map<?, ?> example, String urn) {
        Map<String, Object> own = new LinkedHashMap<>();
        example.forEach((name, value) -> own.put(String.valueOf(name), value));
        own.put("id", urn);
        return own;
    }

    private static Map<String, Object> example(String file) {
        try (InputStream in = Rfc7643DiscoveryConformanceTest.class.getResourceAsStream(file)) {
            return JsonText.object(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
