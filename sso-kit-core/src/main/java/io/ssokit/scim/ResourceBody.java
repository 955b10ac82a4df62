package io.ssokit.scim;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    static ResourceBody read(ResourceType type, Map<String, @Nullable Object> body) {
        DeclaredSchemas.require(body, type.core().id());
        Map<String, Object> attributes = attributes(type::attribute, body);
        for (Schema extension : type.extensions()) {
            if (Keys.find(body, extension.id()) instanceof Map<?, ?> map) {
                Map<String, Object> extended = attributes(extension::attribute, map);
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

    private static Map<String, Object> attributes(Function<String, Optional<Attribute>> schema, Map<?, ?> body) {
        Map<String, Object> values = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        body.forEach((key, value) -> {
            Optional<Attribute> found = schema.apply(String.valueOf(key)).filter(ResourceBody::isTaken);
            found.ifPresent(attribute -> {
                if (!seen.add(attribute.name())) {
                    throw ScimException.invalidSyntax("the body has " + attribute.name() + " twice");
                }
                Values.of(attribute, value).ifPresent(one -> {
                    requireOnePrimary(attribute, one);
                    values.put(attribute.name(), one);
                });
            });
        });
        return values;
    }

    private static boolean isTaken(Attribute attribute) {
        return !attribute.isReadOnly()
                && !attribute.isWriteOnly()
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
