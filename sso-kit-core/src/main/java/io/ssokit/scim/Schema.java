package io.ssokit.scim;

import io.ssokit.scim.Attribute.Mutability;
import io.ssokit.scim.Attribute.Returned;
import io.ssokit.scim.Attribute.Type;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A schema (RFC 7643 §7): what discovery shows is what filters, PATCH and bodies are held against. Read from JSON in the
 * RFC's own form, where characteristics with their default value may be left out. Immutable.
 *
 * @param attributes by lower-case name, in the schema's order
 */
record Schema(String id, String name, String description, Map<String, Attribute> attributes) {

    /** A schema of this library. */
    static Schema load(String file) {
        try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
            if (in == null) {
                throw new IllegalStateException("schema " + file + " is missing from the class path");
            }
            Map<String, @Nullable Object> json = JsonText.object(in.readAllBytes());
            return new Schema(text(json, "id", ""), text(json, "name", ""), text(json, "description", ""), list(json));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The attribute of this name, in any case (RFC 7643 §2.1). */
    Optional<Attribute> attribute(String attributeName) {
        return Optional.ofNullable(attributes.get(attributeName.toLowerCase(Locale.ROOT)));
    }

    /** As {@code /Schemas} shows it, without {@code meta}. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:Schema"));
        json.put("id", id);
        json.put("name", name);
        json.put("description", description);
        json.put(
                "attributes",
                attributes.values().stream().map(Attribute::toJson).toList());
        return json;
    }

    private static Map<String, Attribute> list(Map<?, ?> owner) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        Object key = owner.containsKey("attributes") ? "attributes" : "subAttributes";
        if (owner.get(key) instanceof List<?> list) {
            for (Object element : list) {
                Attribute attribute = attribute((Map<?, ?>) element);
                attributes.put(attribute.name().toLowerCase(Locale.ROOT), attribute);
            }
        }
        return Collections.unmodifiableMap(attributes);
    }

    private static Attribute attribute(Map<?, ?> json) {
        String type = text(json, "type", "string");
        String mutability = text(json, "mutability", "readWrite");
        return new Attribute(
                text(json, "name", ""),
                one(Type.values(), value -> value.wire().equals(type)),
                flag(json, "multiValued"),
                text(json, "description", ""),
                flag(json, "required"),
                flag(json, "caseExact"),
                one(Mutability.values(), value -> value.wire().equals(mutability)),
                Returned.valueOf(text(json, "returned", "default").toUpperCase(Locale.ROOT)),
                text(json, "uniqueness", "none"),
                texts(json, "canonicalValues"),
                texts(json, "referenceTypes"),
                list(json));
    }

    private static <T> T one(T[] values, Predicate<T> wanted) {
        return Arrays.stream(values).filter(wanted).findFirst().orElseThrow();
    }

    private static String text(Map<?, ?> json, String key, String absent) {
        return json.get(key) instanceof String text ? text : absent;
    }

    private static boolean flag(Map<?, ?> json, String key) {
        return json.get(key) instanceof Boolean flag && flag;
    }

    private static List<String> texts(Map<?, ?> json, String key) {
        return json.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
