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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A schema (RFC 7643 §7): what discovery shows is what filters, PATCH and bodies are held against. Read from JSON in the
 * RFC's own form, where characteristics with their default value may be left out. Immutable.
 *
 * @param required as an extension: whether every resource of the type has it (RFC 7643 §6)
 * @param attributes by lower-case name, in the schema's order
 */
record Schema(String id, String name, String description, boolean required, Map<String, Attribute> attributes) {

    /** A schema of this library. */
    static Schema load(String file) {
        try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
            if (in == null) {
                throw new IllegalStateException("schema " + file + " is missing from the class path");
            }
            Map<String, @Nullable Object> json = JsonText.object(in.readAllBytes());
            return of(json, false);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * Reads a schema in which nothing is wrong.
     *
     * @param own whether the app has declared it
     */
    static Schema of(Map<String, @Nullable Object> json, boolean own) {
        String id = text(json, "id", "");
        String name = text(json, "name", id.substring(id.lastIndexOf(':') + 1));
        return new Schema(id, name, text(json, "description", name), flag(json, "required"), list(json, own));
    }

    /** The same schema with these attributes behind its own. */
    Schema with(Schema more) {
        Map<String, Attribute> all = new LinkedHashMap<>(attributes);
        all.putAll(more.attributes);
        return new Schema(id, name, description, required, Collections.unmodifiableMap(all));
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

    private static Map<String, Attribute> list(Map<?, ?> owner, boolean own) {
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        Object key = owner.containsKey("attributes") ? "attributes" : "subAttributes";
        if (owner.get(key) instanceof List<?> list) {
            for (Object element : list) {
                Attribute attribute = attribute((Map<?, ?>) element, own);
                attributes.put(attribute.name().toLowerCase(Locale.ROOT), attribute);
            }
        }
        return Collections.unmodifiableMap(attributes);
    }

    private static Attribute attribute(Map<?, ?> json, boolean own) {
        String name = text(json, "name", "");
        Type type = named(Type.values(), Type::wire, text(json, "type", "string"));
        Mutability mutability =
                named(Mutability.values(), Mutability::wire, text(json, "mutability", Mutability.READ_WRITE.wire()));
        Returned usual = mutability == Mutability.WRITE_ONLY ? Returned.NEVER : Returned.DEFAULT;
        return new Attribute(
                name,
                type,
                flag(json, "multiValued"),
                text(json, "description", own ? name : ""),
                flag(json, "required"),
                // RFC 7643 §2.3.6, §2.3.7: references and binary values are case exact.
                flag(json, "caseExact") || (own && (type == Type.REFERENCE || type == Type.BINARY)),
                mutability,
                named(Returned.values(), Returned::wire, text(json, "returned", usual.wire())),
                text(json, "uniqueness", "none"),
                texts(json, "canonicalValues"),
                texts(json, "referenceTypes"),
                own,
                list(json, own));
    }

    private static <T> T named(T[] values, Function<T, String> wire, String wanted) {
        return Arrays.stream(values)
                .filter(value -> wire.apply(value).equals(wanted))
                .findFirst()
                .orElseThrow();
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
