package io.ssokit.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * YAML in which every scalar is the text that was written. YAML 1.1 would make the token {@code 0012345} the number 5349
 * and the policy {@code off} the truth value false: secrets, ids and names are none of that.
 */
final class YamlText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private YamlText() {}

    /**
     * Blocks as maps, lists as lists; a key without a value is null. Empty for a text without content.
     *
     * @throws IOException if it is not YAML or not a block of keys
     */
    static Map<String, @Nullable Object> read(String text) throws IOException {
        try (JsonParser parser = YAML.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return new LinkedHashMap<>();
            }
            if (first != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "not a block of keys");
            }
            return block(parser);
        }
    }

    // The parser itself bounds how deep blocks may be nested.
    private static Map<String, @Nullable Object> block(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> block = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            block.put(name, value(parser));
        }
        return block;
    }

    private static List<@Nullable Object> list(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(parser));
        }
        return list;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> block(parser);
            case START_ARRAY -> list(parser);
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }
}
