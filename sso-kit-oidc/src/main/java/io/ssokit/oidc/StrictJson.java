package io.ssokit.oidc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only reader of JSON that comes from outside: UTF-8, one value, no name twice (RFC 8725 §2.4: two readers must not
 * see two values), bounded depth and numbers.
 */
final class StrictJson {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER = 64;
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /** One object or array, or empty if this is neither. */
    static Optional<Object> value(byte[] utf8) {
        try {
            return Optional.ofNullable(isUtf8(utf8) ? MAPPER.readValue(utf8, Object.class) : null)
                    .filter(value -> value instanceof Map<?, ?> || value instanceof List<?>);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** The members in order, or empty if this is not exactly one such object. */
    static Optional<Map<String, @Nullable Object>> object(byte[] utf8) {
        try {
            Map<String, @Nullable Object> members = isUtf8(utf8) ? MAPPER.readValue(utf8, OBJECT) : null;
            return Optional.ofNullable(members);
        } catch (IOException notSuchAnObject) {
            return Optional.empty();
        }
    }

    /** Jackson reads UTF-16 and UTF-32 as well; both begin with a mark or, being JSON, with a NUL among the first four. */
    private static boolean isUtf8(byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return bytes.length > 0 && (bytes[0] & 0xff) < 0xfe;
    }
}
