package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One PATCH step on the elements of a multi-valued attribute (RFC 7644 §3.5.2.1 to §3.5.2.3). Used once. */
final class ElementsPatch {
    private final PatchStep step;
    private final Attribute attribute;
    private final Elements elements;
    // What this step has written, of which one may be primary.
    private final List<Map<String, Object>> written = new ArrayList<>();

    ElementsPatch(Elements elements, PatchStep step) {
        this.step = step;
        this.attribute = step.path().attribute();
        this.elements = elements;
    }

    /** Changes the elements; if it throws, they are of no use any more. */
    void apply() {
        Optional<UserFilter> filter = step.path().filter();
        if (filter.isPresent()) {
            selected(filter.get());
        } else if (step.path().path().sub().isPresent()) {
            ofEach(List.copyOf(elements.all()), Map.of());
        } else {
            whole();
        }
        demoteOthers();
        elements.clean(written);
    }

    private void whole() {
        if (step.kind() != Kind.ADD) {
            elements.all().clear();
        }
        if (step.kind() != Kind.REMOVE) {
            written.addAll(elements.merge(step.values().elements(attribute, step.value())));
        }
    }

    private void selected(UserFilter filter) {
        String path =
                new AttributePath(step.path().path().extension(), Optional.of(attribute), Optional.empty()).canonical();
        List<Map<String, Object>> matching = elements.matching(filter, path);
        // Identity providers repeat a remove whose answer was lost; so nothing to remove is no error.
        if (matching.isEmpty() && step.kind() == Kind.REMOVE) {
            return;
        }
        Optional<Map<String, Object>> equalities = equalities(filter);
        // RFC 7644 §3.5.2.3: a replace that matches nothing fails; an add makes the element the filter describes.
        if (matching.isEmpty() && (equalities.isEmpty() || !ReplaceOfAbsent.creates(step))) {
            throw ScimException.noTarget(
                    "no value of " + attribute.name() + " matches the filter in the path: add creates one");
        }
        Map<String, Object> described = equalities.orElse(Map.of());
        Map<String, Object> model = matching.isEmpty() ? made(described) : described;
        if (step.path().path().sub().isPresent()) {
            ofEach(matching, model);
        } else {
            inPlace(matching, model);
        }
    }

    /** What the filter describes, held against the schema like any value: a path is no way around it. */
    private Map<String, Object> made(Map<String, Object> described) {
        Map<String, Object> made = new LinkedHashMap<>();
        described.forEach((name, value) -> {
            Attribute sub = attribute.element().sub(name).orElseThrow();
            if (sub.isReadOnly()) {
                throw ScimException.noTarget("no value of " + attribute.name() + " matches the filter in the path, and "
                        + sub.name() + " is readOnly");
            }
            Object json = value instanceof Instant time ? time.toString() : value;
            step.values().read(sub, json).ifPresent(one -> made.put(sub.name(), one));
        });
        return made;
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
            elements.all().add(made);
            existing = List.of(made);
        }
        for (Map<String, Object> element : existing) {
            if (sub.isImmutable()) {
                requireUnchanged(sub, element, value);
            }
            value.ifPresentOrElse(one -> element.put(sub.name(), one), () -> element.remove(sub.name()));
            written.add(element);
        }
    }

    /** Removes, replaces or completes these elements; if there are none, adds one like {@code model}. */
    private void inPlace(List<Map<String, Object>> targets, Map<String, Object> model) {
        if (step.kind() == Kind.REMOVE) {
            elements.removeAll(targets);
            return;
        }
        Map<String, Object> given = new LinkedHashMap<>();
        step.values().one(attribute, step.value()).ifPresent(one -> given.putAll(Elements.asMap(one)));
        if (targets.isEmpty()) {
            Map<String, Object> made = new LinkedHashMap<>(model);
            made.putAll(given);
            elements.all().add(made);
            written.add(made);
        }
        List<Attribute> immutable = attribute.subAttributes().values().stream()
                .filter(Attribute::isImmutable)
                .toList();
        for (Map<String, Object> element : targets) {
            // What the filter has found stays as it is spelled there.
            Map<String, Object> value = new LinkedHashMap<>(element);
            value.keySet().retainAll(model.keySet());
            value.putAll(given);
            immutable.forEach(sub -> requireUnchanged(
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
    private static void requireUnchanged(Attribute sub, Map<String, Object> element, Optional<Object> after) {
        Object before = element.get(sub.name());
        if (before != null && !Optional.of(before).equals(after)) {
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
        for (Map<String, Object> element : elements.all()) {
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
}
