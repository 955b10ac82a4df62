package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One PATCH step on the elements of a multi-valued attribute (RFC 7644 §3.5.2.1 to §3.5.2.3). Elements without sub-attributes
 * ({@code ["a", "b"]}) are in here as if they had a {@code value}. Used once.
 */
final class ElementsPatch {
    private final PatchStep step;
    private final Attribute attribute;
    private final List<Map<String, Object>> elements;
    // What this step has written, of which one may be primary.
    private final List<Map<String, Object>> written = new ArrayList<>();

    ElementsPatch(@Nullable Object before, PatchStep step) {
        this.step = step;
        this.attribute = step.path().attribute();
        this.elements = new ArrayList<>();
        (before instanceof List<?> list ? list : List.of()).forEach(element -> elements.add(asMap(element)));
    }

    /** What the elements are afterwards, in the form that is stored. */
    List<?> apply() {
        change();
        return attribute.isComplex()
                ? elements
                : elements.stream().map(element -> element.get("value")).toList();
    }

    private void change() {
        Optional<UserFilter> filter = step.path().filter();
        if (filter.isPresent()) {
            selected(filter.get());
        } else if (step.path().path().sub().isPresent()) {
            ofEach(elements, Map.of());
        } else {
            whole();
        }
        demoteOthers();
        elements.removeIf(element -> !Values.hasValue(attribute, element));
        if (elements.size() > Values.MAX_ELEMENTS) {
            throw ScimException.invalidValue(
                    attribute.name() + " would have more than " + Values.MAX_ELEMENTS + " values");
        }
    }

    private void whole() {
        if (step.kind() != Kind.ADD) {
            elements.clear();
        }
        if (step.kind() != Kind.REMOVE) {
            step.values().elements(attribute, step.value()).forEach(element -> add(asMap(element)));
        }
    }

    // RFC 7644 §3.5.2.1: a value that is there already is not added again; RFC 7643 §2.4: (type, value) is unique.
    private void add(Map<String, Object> element) {
        Map<String, Object> same = elements.stream()
                .filter(other -> isSame(other, element))
                .findFirst()
                .orElse(null);
        if (same == null) {
            elements.add(element);
            written.add(element);
        } else {
            same.putAll(element);
            written.add(same);
        }
    }

    private static boolean isSame(Map<String, Object> there, Map<String, Object> given) {
        Object value = given.get("value");
        if (value == null) {
            return there.equals(given);
        }
        Object type = given.get("type");
        return value.equals(there.get("value")) && (type == null || Objects.equals(type, there.get("type")));
    }

    private void selected(UserFilter filter) {
        String path =
                new AttributePath(step.path().path().extension(), Optional.of(attribute), Optional.empty()).canonical();
        List<Map<String, Object>> matching = elements.stream()
                .filter(element -> UserFilters.matchesElement(filter, path, element))
                .toList();
        // Identity providers repeat a remove whose answer was lost; so nothing to remove is no error.
        if (matching.isEmpty() && step.kind() == Kind.REMOVE) {
            return;
        }
        Optional<Map<String, Object>> equalities = equalities(filter);
        // RFC 7644 §3.5.2.3: a replace that matches nothing fails; an add makes the element the filter describes.
        if (matching.isEmpty() && (equalities.isEmpty() || !ReplaceOfAbsent.creates(step))) {
            throw ScimException.noTarget("no value of " + attribute.name() + " matches the filter in the path");
        }
        if (step.path().path().sub().isPresent()) {
            ofEach(matching, equalities.orElse(Map.of()));
        } else {
            inPlace(matching, equalities.orElse(Map.of()));
        }
    }

    /** Sets or removes the named sub-attribute in these elements; if there are none, in a new one like {@code model}. */
    private void ofEach(List<Map<String, Object>> targets, Map<String, Object> model) {
        Attribute sub = step.path().path().sub().orElseThrow();
        Optional<Object> value =
                step.kind() == Kind.REMOVE ? Optional.empty() : step.values().read(sub, step.value());
        if (value.isEmpty() && step.kind() == Kind.ADD) {
            return;
        }
        List<Map<String, Object>> existing = targets;
        if (targets.isEmpty() && value.isPresent()) {
            Map<String, Object> made = new LinkedHashMap<>(model);
            elements.add(made);
            existing = List.of(made);
        }
        for (Map<String, Object> element : existing) {
            requireMutable(sub, element, value);
            value.ifPresentOrElse(one -> element.put(sub.name(), one), () -> element.remove(sub.name()));
            written.add(element);
        }
    }

    /** Removes, replaces or completes these elements; if there are none, adds one like {@code model}. */
    private void inPlace(List<Map<String, Object>> targets, Map<String, Object> model) {
        if (step.kind() == Kind.REMOVE) {
            elements.removeIf(element -> targets.stream().anyMatch(target -> target == element));
            return;
        }
        Map<String, Object> value = new LinkedHashMap<>(model);
        step.values().one(attribute, step.value()).ifPresent(given -> value.putAll(asMap(given)));
        if (targets.isEmpty()) {
            elements.add(value);
            written.add(value);
        }
        for (Map<String, Object> element : targets) {
            attribute
                    .subAttributes()
                    .values()
                    .forEach(sub -> requireMutable(
                            sub,
                            element,
                            Optional.ofNullable(value.get(sub.name()))
                                    .or(() -> step.kind() == Kind.ADD
                                            ? Optional.ofNullable(element.get(sub.name()))
                                            : Optional.empty())));
            Object valueBefore = element.get("value");
            if (step.kind() == Kind.REPLACE) {
                element.clear();
            }
            element.putAll(value);
            if (valueBefore != null) {
                element.putIfAbsent("value", valueBefore);
            }
            written.add(element);
        }
    }

    // RFC 7644 §3.5.2: "an immutable attribute … that already has a value" is not replaced; elements as a whole come
    // and go.
    private static void requireMutable(Attribute sub, Map<String, Object> element, Optional<Object> after) {
        Object before = element.get(sub.name());
        if (sub.isImmutable() && before != null && !Optional.of(before).equals(after)) {
            throw ScimException.mutability(sub.name() + " is immutable and has a value already");
        }
    }

    // RFC 7644 §3.5.2: setting one value's primary sets that of all others to false.
    private void demoteOthers() {
        List<Map<String, Object>> primary =
                written.stream().filter(ElementsPatch::isPrimary).distinct().toList();
        if (primary.size() > 1) {
            throw ScimException.invalidValue("only one value of " + attribute.name() + " can be primary");
        }
        if (primary.isEmpty()) {
            return;
        }
        for (Map<String, Object> element : elements) {
            if (element != primary.get(0) && isPrimary(element)) {
                element.put("primary", false);
            }
        }
    }

    private static boolean isPrimary(Map<String, Object> element) {
        return Boolean.TRUE.equals(element.get("primary"));
    }

    /** The sub-attributes an element must have for the filter to match; empty if the filter says more than equalities. */
    private static Optional<Map<String, Object>> equalities(UserFilter filter) {
        if (filter instanceof Compare compare && compare.operator() == Operator.EQ && compare.value() != null) {
            return Optional.of(Map.of(compare.path(), compare.value()));
        }
        if (!(filter instanceof UserFilter.And and)) {
            return Optional.empty();
        }
        Map<String, Object> all = new LinkedHashMap<>();
        for (UserFilter one : and.all()) {
            Optional<Map<String, Object>> part = equalities(one);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            all.putAll(part.get());
        }
        return Optional.of(all);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object element) {
        return element instanceof Map<?, ?>
                ? (Map<String, Object>) element
                : new LinkedHashMap<>(Map.of("value", element));
    }
}
