package io.ssokit.scim;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a POST or PUT asserts, held against the schema: canonical names, values in their attribute's form. What the schema does
 * not have, and what clients cannot write ({@code id}, {@code meta}, {@code groups}), is left out (RFC 7644 §3.3, §3.5.1);
 * nothing else of the body reaches a store.
 *
 * @param attributes those with a value, those of an extension in a map under its URN
 * @param members of a group, if the body speaks of them
 */
record ResourceBody(Map<String, Object> attributes, Optional<Set<String>> members) {

    /** @throws ScimException invalidSyntax or invalidValue if the body is not such a resource */
    static ResourceBody read(ResourceType type, Map<String, @Nullable Object> body, Values values) {
        DeclaredSchemas.require(body, type.core().id(), values);
        Reader reader = new Reader(values.ignoringReadOnly());
        Map<String, Object> attributes = reader.attributes(type::attribute, body, key -> isOther(type, key));
        for (Schema extension : type.extensions()) {
            if (Keys.find(body, extension.id()) instanceof Map<?, ?> map) {
                Map<String, Object> extended = reader.attributes(extension::attribute, map, key -> false);
                if (!extended.isEmpty()) {
                    attributes.put(extension.id(), extended);
                }
            }
        }
        type.attributes()
                .filter(attribute -> attribute.required() && !attributes.containsKey(attribute.name()))
                .forEach(attribute -> {
                    throw ScimException.invalidValue(attribute.name() + " is required");
                });
        boolean speaksOfMembers = type.attribute(Members.ATTRIBUTE).isPresent() && Keys.has(body, Members.ATTRIBUTE);
        return new ResourceBody(
                attributes,
                speaksOfMembers ? Optional.of(Members.ids(Keys.find(body, Members.ATTRIBUTE))) : Optional.empty());
    }

    /** Canonical paths of everything that has a value here. */
    Set<String> written() {
        Set<String> written = new HashSet<>();
        attributes.forEach((name, value) -> written(name, name.indexOf(':') < 0 ? "." : ":", value, written));
        return written;
    }

    private static void written(String path, String separator, Object value, Set<String> written) {
        written.add(path);
        for (Object element : OneForMany.elements(value)) {
            if (element instanceof Map<?, ?> map) {
                map.forEach((name, inner) -> written(path + separator + name, ".", inner, written));
            }
        }
    }

    // What is no attribute of the core schema and known nevertheless.
    private static boolean isOther(ResourceType type, String key) {
        return key.equalsIgnoreCase("schemas") || type.extension(key).isPresent();
    }

    /** Reads the attributes of one schema. */
    private record Reader(Values values) {
        Map<String, Object> attributes(
                Function<String, Optional<Attribute>> schema, Map<?, ?> body, Predicate<String> known) {
            Map<String, Object> read = new LinkedHashMap<>();
            Set<String> seen = new HashSet<>();
            body.forEach((name, value) -> {
                String key = String.valueOf(name);
                Optional<Attribute> found = schema.apply(key);
                if (found.isEmpty() && !known.test(key)) {
                    values.leaveOutUnknown(key);
                }
                found.filter(ResourceBody::isTaken).ifPresent(attribute -> {
                    if (!seen.add(attribute.name())) {
                        throw ScimException.invalidSyntax("the body has " + attribute.name() + " twice");
                    }
                    values.read(attribute, value).ifPresent(one -> {
                        requireOnePrimary(attribute, one);
                        read.put(attribute.name(), one);
                    });
                });
            });
            return read;
        }
    }

    private static boolean isTaken(Attribute attribute) {
        return !attribute.isReadOnly()
                && !attribute.isPassword()
                && !attribute.name().equals(Members.ATTRIBUTE);
    }

    // RFC 7643 §2.4: "The primary attribute value 'true' MUST appear no more than once."
    private static void requireOnePrimary(Attribute attribute, Object value) {
        long primary = value instanceof List<?> list
                ? list.stream()
                        .filter(element -> element instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("primary")))
                        .count()
                : 0;
        if (primary > 1) {
            throw ScimException.invalidValue("only one value of " + attribute.name() + " can be primary");
        }
    }
}
