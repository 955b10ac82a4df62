package io.ssokit.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ssokit.user.Email;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of a record that have no column of their own, as one JSON text. */
final class Rest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private static final String NAME = "name";
    private static final String EMAILS = "emails";
    private static final String GROUPS = "assertedGroups";
    private static final String ATTRIBUTES = "attributes";

    private Rest() {}

    static String of(User user) {
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put(NAME, user.name().attributes());
        rest.put(EMAILS, user.emails().stream().map(Email::attributes).toList());
        rest.put(GROUPS, user.assertedGroups());
        rest.put(ATTRIBUTES, user.attributes());
        return write(rest);
    }

    static void into(User.Builder user, String text) {
        Map<String, Object> rest = read(text);
        user.name(name(map(rest.get(NAME))))
                .emails(list(rest.get(EMAILS)).stream()
                        .map(Rest::map)
                        .map(Rest::email)
                        .toList())
                .assertedGroups(
                        list(rest.get(GROUPS)).stream().map(String::valueOf).toList())
                .attributes(map(rest.get(ATTRIBUTES)));
    }

    static String write(Map<String, Object> attributes) {
        try {
            return JSON.writeValueAsString(attributes);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @throws IllegalStateException if the column does not hold what we wrote */
    static Map<String, Object> read(String text) {
        try {
            return JSON.readValue(text, OBJECT);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("a record's column \"rest\" is no JSON object", damaged);
        }
    }

    private static PersonName name(Map<String, Object> parts) {
        return new PersonName(
                text(parts, "formatted"),
                text(parts, "givenName"),
                text(parts, "familyName"),
                text(parts, "middleName"),
                text(parts, "honorificPrefix"),
                text(parts, "honorificSuffix"));
    }

    private static Email email(Map<String, Object> email) {
        return new Email(
                text(email, "value").orElse(""),
                text(email, "type"),
                Boolean.TRUE.equals(email.get("primary")),
                text(email, "display"));
    }

    private static Optional<String> text(Map<String, Object> map, String name) {
        return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<String, Object> map(@Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> copy.put(String.valueOf(key), element));
        }
        return copy;
    }
}
