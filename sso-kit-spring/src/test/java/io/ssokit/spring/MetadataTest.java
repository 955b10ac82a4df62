package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.ConfigKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What editors are told about the properties is what the reader of configurations knows. */
class MetadataTest {
    private static final String PREFIX = "sso-kit.";

    /** For editors that take what stands below a block with names of the app's for unknown. */
    private static final Set<String> BLOCKS_OF_NAMES =
            Set.of("sso-kit.connections", "sso-kit.scim.directories", "sso-kit.launch.targets");

    private JsonNode metadata;

    @BeforeEach
    void read() throws IOException {
        try (InputStream json = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new ObjectMapper().readTree(json);
        }
    }

    @Test
    void properties_namesAndTypes_areThoseOfTheReader() {
        Map<String, String> expected = new TreeMap<>();
        SsoKitConfig.keys().forEach(key -> expected.put(PREFIX + key.path(), type(key)));
        BLOCKS_OF_NAMES.forEach(name -> expected.put(name, "java.util.Map<java.lang.String,java.lang.Object>"));
        Map<String, String> described = new TreeMap<>();
        metadata.get("properties").forEach(property -> described.put(text(property, "name"), text(property, "type")));

        assertThat(described).isEqualTo(expected);
    }

    @Test
    void properties_each_isDescribedByASentence() {
        metadata.get("properties")
                .forEach(property -> assertThat(text(property, "description"))
                        .as(text(property, "name"))
                        .endsWith("."));
    }

    @Test
    void hints_eachChoice_isOffered() {
        Map<String, List<String>> expected = SsoKitConfig.keys().stream()
                .filter(key -> key.kind() == ConfigKey.Kind.CHOICE)
                .collect(Collectors.toMap(key -> PREFIX + key.path(), ConfigKey::choices));
        Map<String, List<String>> offered = new TreeMap<>();
        metadata.get("hints").forEach(hint -> offered.put(text(hint, "name"), values(hint)));

        assertThat(offered).isEqualTo(expected);
    }

    @Test
    void defaults_ofChoices_areChoices() {
        Map<String, List<String>> choices = SsoKitConfig.keys().stream()
                .filter(key -> key.kind() == ConfigKey.Kind.CHOICE)
                .collect(Collectors.toMap(key -> PREFIX + key.path(), ConfigKey::choices));
        metadata.get("properties").forEach(property -> {
            String name = text(property, "name");
            if (property.has("defaultValue") && choices.containsKey(name)) {
                assertThat(choices.get(name)).as(name).contains(text(property, "defaultValue"));
            }
        });
    }

    private static String type(ConfigKey key) {
        return switch (key.kind()) {
            case TEXT, SECRET, CHOICE -> "java.lang.String";
            case URL -> "java.net.URI";
            case DURATION -> "java.time.Duration";
            case NUMBER -> "java.lang.Integer";
            case FLAG -> "java.lang.Boolean";
            case LIST -> "java.util.List<java.lang.String>";
        };
    }

    private static List<String> values(JsonNode hint) {
        return StreamSupport.stream(hint.get("values").spliterator(), false)
                .map(value -> text(value, "value"))
                .toList();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }
}
