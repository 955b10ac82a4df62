package io.ssokit.scim;

import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one multi-valued attribute while the steps of one PATCH change them: one list for all steps. Elements
 * without sub-attributes ({@code ["a", "b"]}) are in here as if they had a {@code value}. Used by one thread.
 */
final class Elements {
    private final Attribute attribute;
    private final boolean needsValue;
    private final List<Map<String, Object>> all = new ArrayList<>();
    private boolean isClean;

    Elements(Attribute attribute, @Nullable Object before) {
        this.attribute = attribute;
        this.needsValue = attribute.sub("value").isPresent();
        (before instanceof List<?> list ? list : List.of()).forEach(element -> all.add(asMap(element)));
    }

    List<Map<String, Object>> all() {
        return all;
    }

    /** In the form that is stored. */
    List<?> stored() {
        return attribute.isComplex()
                ? all
                : all.stream().map(element -> element.get("value")).toList();
    }

    /** @param path of this attribute */
    List<Map<String, Object>> matching(UserFilter filter, String path) {
        Predicate<Map<?, ?>> wanted = UserFilters.ofElements(filter, path);
        List<Map<String, Object>> matching = new ArrayList<>();
        for (Map<String, Object> element : all) {
            if (wanted.test(element)) {
                matching.add(element);
            }
        }
        return matching;
    }

    /**
     * Adds elements, or completes those that are there already.
     *
     * @return what is there then
     */
    List<Map<String, Object>> merge(List<Object> given) {
        // A thousand values joining a thousand must not be a million comparisons.
        Map<Object, List<Map<String, Object>>> rivals = given.size() > 1 ? rivals() : Map.of();
        List<Map<String, Object>> merged = new ArrayList<>(given.size());
        for (Object one : given) {
            Map<String, Object> element = asMap(one);
            Map<String, Object> same =
                    same(given.size() > 1 ? rivals.getOrDefault(key(element), List.of()) : all, element);
            if (same == null) {
                all.add(element);
                if (given.size() > 1) {
                    rivals.computeIfAbsent(key(element), key -> new ArrayList<>())
                            .add(element);
                }
                merged.add(element);
            } else {
                same.putAll(element);
                merged.add(same);
            }
        }
        return merged;
    }

    private Map<Object, List<Map<String, Object>>> rivals() {
        Map<Object, List<Map<String, Object>>> rivals = new HashMap<>();
        for (Map<String, Object> element : all) {
            rivals.computeIfAbsent(key(element), key -> new ArrayList<>()).add(element);
        }
        return rivals;
    }

    /** Equal for elements that may be the same. */
    private static Object key(Map<String, Object> element) {
        Object value = element.get("value");
        return value == null ? Map.copyOf(element) : value;
    }

    // RFC 7644 §3.5.2.1: a value that is there already is not added again; RFC 7643 §2.4: (type, value) is unique.
    private static @Nullable Map<String, Object> same(List<Map<String, Object>> rivals, Map<String, Object> element) {
        for (Map<String, Object> other : rivals) {
            if (isSame(other, element)) {
                return other;
            }
        }
        return null;
    }

    private static boolean isSame(Map<String, Object> there, Map<String, Object> given) {
        Object value = given.get("value");
        if (value == null) {
            return there.equals(given);
        }
        Object type = given.get("type");
        return value.equals(there.get("value")) && (type == null || Objects.equals(type, there.get("type")));
    }

    void removeAll(List<Map<String, Object>> targets) {
        Set<Map<String, Object>> gone = Collections.newSetFromMap(new IdentityHashMap<>());
        gone.addAll(targets);
        all.removeIf(gone::contains);
    }

    /**
     * Leaves out what is no value, and sees to the bound.
     *
     * @param written what may have lost its value
     */
    void clean(List<Map<String, Object>> written) {
        if (!isClean || written.stream().anyMatch(element -> !hasValue(element))) {
            all.removeIf(element -> !hasValue(element));
            isClean = true;
        }
        if (all.size() > Values.MAX_ELEMENTS) {
            throw ScimException.invalidValue(
                    attribute.name() + " would have more than " + Values.MAX_ELEMENTS + " values");
        }
    }

    private boolean hasValue(Map<String, Object> element) {
        return !element.isEmpty() && (!needsValue || element.containsKey("value"));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> asMap(Object element) {
        return element instanceof Map<?, ?>
                ? (Map<String, Object>) element
                : new LinkedHashMap<>(Map.of("value", element));
    }
}
