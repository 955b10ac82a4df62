package io.ssokit.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** JSON objects as plain maps; the only place that knows Jackson. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not expressible as JSON", e);
        }
    }

    /** Throws {@link IllegalArgumentException} when the text is not a JSON object. */
    static Map<String, Object> readObject(String text) {
        try {
            Map<String, Object> object = MAPPER.readValue(text, OBJECT);
            if (object == null) {
                throw new IllegalArgumentException("JSON null where an object is expected");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON object: " + e.getOriginalMessage(), e);
        }
    }
}
