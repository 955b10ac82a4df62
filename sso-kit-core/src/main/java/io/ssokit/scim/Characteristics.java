package io.ssokit.scim;

import io.ssokit.scim.Attribute.Mutability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds a change against what the app has said of its attributes (RFC 7643 §7): what clients cannot write or take away stays,
 * what is immutable is set once, what is required is there. Immutable; a type without attributes of the app costs nothing.
 */
final class Characteristics {
    private final List<Schema> schemas = new ArrayList<>();
    private final ResourceType type;

    Characteristics(ResourceType type) {
        this.type = type;
        if (isOwn(type.core())) {
            schemas.add(type.core());
        }
        type.extensions().stream().filter(Characteristics::isOwn).forEach(schemas::add);
    }

    private static boolean isOwn(Schema schema) {
        return schema.attributes().values().stream().anyMatch(Attribute::own);
    }

    /**
     * What a POST may store.
     *
     * @throws ScimException invalidValue if something required is missing
     */
    Map<String, Object> created(Map<String, Object> body) {
        requireAll(Set.of(), body);
        return body;
    }

    /**
     * What a PUT may store (RFC 7644 §3.5.1).
     *
     * @throws ScimException mutability or invalidValue
     */
    Map<String, Object> replaced(Map<String, Object> before, Map<String, Object> body) {
        Map<String, Object> after = kept(before, body, true);
        requireUnchanged(before, after);
        requireAll(Set.of(), after);
        return after;
    }

    /**
     * What a PATCH may store. A value that was missing already, because the attribute was declared later, may stay missing.
     *
     * @throws ScimException mutability or invalidValue
     */
    Map<String, Object> patched(Map<String, Object> before, Map<String, Object> changed) {
        Map<String, Object> after = kept(before, changed, false);
        requireUnchanged(before, after);
        requireAll(missing(before), after);
        return after;
    }

    private Map<String, Object> kept(Map<String, Object> before, Map<String, Object> given, boolean omitted) {
        Map<String, Object> after = given;
        for (Schema schema : schemas) {
            Map<?, ?> was = of(before, schema);
            Map<?, ?> is = of(given, schema);
            Map<String, Object> kept = new LinkedHashMap<>();
            for (Attribute attribute : own(schema)) {
                Object stays = kept(attribute, was.get(attribute.name()), is.get(attribute.name()), omitted);
                if (stays != null) {
                    kept.put(attribute.name(), stays);
                }
            }
            after = kept.isEmpty() ? after : with(after, schema, kept);
        }
        return after;
    }

    /** What becomes of a value; {@code omitted} says whether what the client does not mention stays, as in PUT. */
    private static @Nullable Object kept(
            Attribute attribute, @Nullable Object was, @Nullable Object is, boolean omitted) {
        boolean onceSet = attribute.isImmutable() || attribute.isWriteOnly();
        if (was == null || attribute.mutability() != Mutability.READ_WRITE) {
            boolean stays = attribute.isReadOnly() || (onceSet && omitted && is == null);
            return stays ? was : is;
        }
        if (attribute.multiValued() && attribute.isComplex() && is instanceof List<?> elements) {
            return elements.stream()
                    .map(element -> earlier((List<?>) was, elements, element)
                            .map(same -> keptSubs(attribute, same, (Map<?, ?>) element, omitted))
                            .orElse(element))
                    .toList();
        }
        // A value that is taken away as a whole takes its parts with it.
        if (!attribute.isComplex() || attribute.multiValued() || !(is instanceof Map<?, ?> now)) {
            return is;
        }
        // What was said of one thing does not hold for another.
        boolean same =
                attribute.sub("value").isEmpty() || Objects.equals(((Map<?, ?>) was).get("value"), now.get("value"));
        return same ? keptSubs(attribute, (Map<?, ?>) was, now, omitted) : now;
    }

    private static Object keptSubs(Attribute attribute, Map<?, ?> was, Map<?, ?> is, boolean omitted) {
        Map<String, Object> merged = new LinkedHashMap<>();
        for (Attribute sub : attribute.subAttributes().values()) {
            Object stays = kept(sub, was.get(sub.name()), is.get(sub.name()), omitted);
            if (stays != null) {
                merged.put(sub.name(), stays);
            }
        }
        return merged;
    }

    /**
     * What an element was: that of its {@code value} and {@code type}, which elements are told apart by (RFC 7643 §2.4), else that
     * of its value whose type is nobody's any more.
     */
    private static Optional<Map<?, ?>> earlier(List<?> was, List<?> is, Object element) {
        List<Map<?, ?>> sameValue = new ArrayList<>();
        for (Object one : was) {
            if (one instanceof Map<?, ?> map && map.get("value") != null && isSame(map, element, "value")) {
                sameValue.add(map);
            }
        }
        return sameValue.stream()
                .filter(one -> isSame(one, element, "type"))
                .findFirst()
                .or(() -> sameValue.stream()
                        .filter(one -> is.stream()
                                .noneMatch(other -> isSame(one, other, "value") && isSame(one, other, "type")))
                        .findFirst());
    }

    private static boolean isSame(Map<?, ?> one, Object other, String sub) {
        return other instanceof Map<?, ?> map && Objects.equals(one.get(sub), map.get(sub));
    }

    private void requireUnchanged(Map<String, Object> before, Map<String, Object> after) {
        for (Schema schema : schemas) {
            Map<?, ?> was = of(before, schema);
            Map<?, ?> is = of(after, schema);
            own(schema)
                    .forEach(attribute -> requireUnchanged(
                            attribute.name(), attribute, was.get(attribute.name()), is.get(attribute.name())));
        }
    }

    private static void requireUnchanged(String path, Attribute attribute, @Nullable Object was, @Nullable Object is) {
        if (was == null) {
            return;
        }
        if (attribute.isImmutable() && !was.equals(is)) {
            throw ScimException.mutability(path + " is immutable and has a value already");
        }
        if (!attribute.isComplex()) {
            return;
        }
        if (!attribute.multiValued() && is instanceof Map<?, ?> map) {
            requireSubsUnchanged(path, attribute, (Map<?, ?>) was, map);
        } else if (is instanceof List<?> elements) {
            elements.forEach(element -> earlier((List<?>) was, elements, element)
                    .ifPresent(same -> requireSubsUnchanged(path, attribute, same, (Map<?, ?>) element)));
        }
    }

    private static void requireSubsUnchanged(String path, Attribute attribute, Map<?, ?> was, Map<?, ?> is) {
        attribute
                .subAttributes()
                .values()
                .forEach(
                        sub -> requireUnchanged(path + "." + sub.name(), sub, was.get(sub.name()), is.get(sub.name())));
    }

    private void requireAll(Set<String> missingBefore, Map<String, Object> after) {
        missing(after).stream()
                .filter(path -> !missingBefore.contains(path))
                .findFirst()
                .ifPresent(path -> {
                    throw ScimException.invalidValue(path + " is required");
                });
    }

    private Set<String> missing(Map<String, Object> attributes) {
        Set<String> missing = new LinkedHashSet<>();
        for (Schema schema : schemas) {
            boolean core = type.isCoreUrn(schema.id());
            Map<?, ?> values = of(attributes, schema);
            // RFC 7643 §6: an extension that is not required may be left out as a whole.
            if (core || schema.required() || !values.isEmpty()) {
                String prefix = core ? "" : schema.id() + ":";
                own(schema).forEach(attribute -> missing(prefix + attribute.name(), attribute, values, missing));
            }
            if (schema.required() && values.isEmpty()) {
                missing.add(schema.id());
            }
        }
        return missing;
    }

    private static void missing(String path, Attribute attribute, Map<?, ?> owner, Set<String> missing) {
        Object value = owner.get(attribute.name());
        if (value == null) {
            if (attribute.required()) {
                missing.add(path);
            }
            return;
        }
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            if (element instanceof Map<?, ?> map) {
                attribute.subAttributes().values().forEach(sub -> missing(path + "." + sub.name(), sub, map, missing));
            }
        }
    }

    private static List<Attribute> own(Schema schema) {
        return schema.attributes().values().stream().filter(Attribute::own).toList();
    }

    private Map<?, ?> of(Map<String, Object> attributes, Schema schema) {
        if (type.isCoreUrn(schema.id())) {
            return attributes;
        }
        return attributes.get(schema.id()) instanceof Map<?, ?> map ? map : Map.of();
    }

    private Map<String, Object> with(Map<String, Object> attributes, Schema schema, Map<String, Object> kept) {
        Map<String, Object> changed = new LinkedHashMap<>(attributes);
        if (type.isCoreUrn(schema.id())) {
            changed.putAll(kept);
        } else {
            changed.put(schema.id(), kept);
        }
        return changed;
    }
}
