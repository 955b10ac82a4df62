package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PATCH (RFC 7644 §3.5.2) as a function from attributes to attributes; nothing is stored here, so a step that fails leaves
 * nothing behind. Attributes are in their canonical spelling, those of an extension in a map under its URN.
 */
final class ScimPatch {
    /** Filters in paths times elements: what a request of 64 KiB can ask of a list as long as may be, in 50 ms. */
    static final long MAX_COMPARISONS = 2_000_000;

    private final Map<String, Object> after;
    /** The lists that steps have changed, by the map they are in. */
    private final Map<Map<String, Object>, Map<String, Elements>> working = new IdentityHashMap<>();

    private long compared;

    private ScimPatch(Map<String, Object> before) {
        this.after = mutable(before);
    }

    /** @throws ScimException if a step fails; its message names the step */
    static Map<String, Object> apply(Map<String, Object> before, List<PatchStep> steps) {
        ScimPatch patch = new ScimPatch(before);
        for (PatchStep step : steps) {
            try {
                patch.apply(step);
            } catch (ScimException refusal) {
                throw refusal.at(step.place());
            }
        }
        patch.store();
        patch.removeEmptyExtensions();
        return patch.after;
    }

    private void apply(PatchStep step) {
        if (step.kind() == Kind.ADD && step.value() == null) {
            return;
        }
        Optional<Schema> extension = step.path().path().extension();
        if (step.path().path().attribute().isEmpty()) {
            after.remove(extension.orElseThrow().id());
            return;
        }
        Attribute attribute = step.path().attribute();
        Map<String, Object> owner =
                extension.map(schema -> child(after, schema.id())).orElse(after);
        if (attribute.multiValued()) {
            elements(owner, step);
        } else if (step.path().path().sub().isPresent()) {
            subAttribute(owner, step);
        } else if (attribute.isComplex() && step.kind() != Kind.REMOVE) {
            Map<String, Object> merged = merged(attribute, child(owner, attribute.name()), step.value(), step.values());
            put(owner, attribute, merged.isEmpty() ? Optional.empty() : Optional.of(merged));
        } else {
            simple(owner, step);
        }
    }

    private void elements(Map<String, Object> owner, PatchStep step) {
        Attribute attribute = step.path().attribute();
        Elements changing = working.computeIfAbsent(owner, absent -> new HashMap<>())
                .computeIfAbsent(attribute.name(), name -> new Elements(attribute, owner.get(name)));
        compared += step.path().comparisons() * changing.all().size();
        if (compared > MAX_COMPARISONS) {
            throw ScimException.tooLarge("a PATCH may compare " + MAX_COMPARISONS
                    + " values with filters in its paths at most: send its operations in several requests");
        }
        new ElementsPatch(changing, step).apply();
        put(owner, attribute, changing.all().isEmpty() ? Optional.empty() : Optional.of(changing.all()));
    }

    /** What the elements of a list are afterwards, in the form that is stored. */
    private void store() {
        working.forEach((owner, lists) ->
                lists.forEach((name, elements) -> owner.computeIfPresent(name, (same, list) -> elements.stored())));
    }

    private static void simple(Map<String, Object> owner, PatchStep step) {
        Attribute attribute = step.path().attribute();
        Optional<Object> value =
                step.kind() == Kind.REMOVE ? Optional.empty() : step.values().read(attribute, step.value());
        if (value.isPresent() || step.kind() != Kind.ADD) {
            put(owner, attribute, value);
        }
    }

    private static void subAttribute(Map<String, Object> owner, PatchStep step) {
        Attribute attribute = step.path().attribute();
        Map<String, Object> given = new LinkedHashMap<>();
        given.put(step.path().path().sub().orElseThrow().name(), step.kind() == Kind.REMOVE ? null : step.value());
        Map<String, Object> merged = merged(attribute, child(owner, attribute.name()), given, step.values());
        put(owner, attribute, merged.isEmpty() ? Optional.empty() : Optional.of(merged));
    }

    private static void put(Map<String, Object> owner, Attribute attribute, Optional<?> value) {
        if (value.isPresent()) {
            owner.put(attribute.name(), value.get());
            return;
        }
        // RFC 7644 §3.5.2.2; and a removed "active" must not switch anybody on again.
        if (attribute.required() || attribute.name().equals("active")) {
            throw ScimException.mutability(attribute.name() + " cannot be removed");
        }
        owner.remove(attribute.name());
    }

    /**
     * Sub-attributes that are given replace those there are, the others stay (RFC 7644 §3.5.2.3); null or empty text removes
     * one. Without its {@code "value"} nothing is left ({@link EmptyReference}).
     */
    private static Map<String, Object> merged(
            Attribute attribute, Map<String, Object> before, @Nullable Object json, Values values) {
        Object single = WrappedValue.unwrap(json);
        if (single == null || EmptyText.isNoValue(single)) {
            return Map.of();
        }
        Map<String, Object> merged = new LinkedHashMap<>(before);
        values.subAttributes(attribute, single)
                .forEach((name, value) -> values.writable(attribute, String.valueOf(name))
                        .ifPresent(sub -> values.read(sub, value)
                                .ifPresentOrElse(one -> merged.put(sub.name(), one), () -> merged.remove(sub.name()))));
        if (!Objects.equals(before.get("value"), merged.get("value"))) {
            // The name of the former manager is not that of the new one.
            attribute.subAttributes().values().stream()
                    .filter(Attribute::isReadOnly)
                    .forEach(sub -> merged.remove(sub.name()));
        }
        return EmptyReference.clears(before, merged) ? Map.of() : merged;
    }

    private void removeEmptyExtensions() {
        after.values().removeIf(value -> value instanceof Map<?, ?> map && map.isEmpty());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> child(Map<String, Object> owner, String name) {
        return (Map<String, Object>) owner.computeIfAbsent(name, absent -> new LinkedHashMap<String, Object>());
    }

    private static Map<String, Object> mutable(Map<?, ?> source) {
        Map<String, Object> copy = new LinkedHashMap<>();
        source.forEach((key, value) -> copy.put(String.valueOf(key), mutableValue(value)));
        return copy;
    }

    private static Object mutableValue(Object value) {
        if (value instanceof Map<?, ?> map) {
            return mutable(map);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(mutableValue(element)));
            return copy;
        }
        return value;
    }
}
