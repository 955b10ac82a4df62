package io.ssokit.scim;

import io.ssokit.connection.ScimStrictness;
import io.ssokit.scim.Attribute.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings JSON values into the form of their attribute (RFC 7643 §2.3), taking what identity providers send instead where its
 * meaning is plain: {@link TextForBoolean}, {@link TextForComplex}, {@link WrappedValue}, {@link OneForMany},
 * {@link EmptyText}, and a number where text is needed. Unknown and readOnly sub-attributes are left out. Where a directory is
 * strict, these are refused. What the app has declared itself has to be what the app has said ({@link OwnValues}). Immutable.
 */
final class Values {
    /** Takes whatever has a plain meaning. */
    static final Values TOLERANT = new Values(Set.of());

    /** More values than a person has, few enough to compare each with each. */
    static final int MAX_ELEMENTS = 1_000;

    private static final int MAX_TEXT = 65_536;

    private final Set<ScimStrictness> strict;

    private Values(Set<ScimStrictness> strict) {
        this.strict = strict;
    }

    /** @param strict where the RFCs are held against what clients send */
    static Values of(Set<ScimStrictness> strict) {
        return strict.isEmpty() ? TOLERANT : new Values(Set.copyOf(strict));
    }

    /** For bodies of POST and PUT, where what is readOnly "SHALL be ignored" (RFC 7644 §3.3, §3.5.1). */
    Values ignoringReadOnly() {
        if (!strict.contains(ScimStrictness.READ_ONLY_ATTRIBUTES)) {
            return this;
        }
        return of(strict.stream()
                .filter(where -> where != ScimStrictness.READ_ONLY_ATTRIBUTES)
                .collect(Collectors.toSet()));
    }

    boolean isStrict(ScimStrictness where) {
        return strict.contains(where);
    }

    /**
     * The value in the form that is stored; empty if it is no value.
     *
     * @throws ScimException invalidValue if it cannot be one of this attribute
     */
    Optional<Object> read(Attribute attribute, @Nullable Object json) {
        if (attribute.multiValued()) {
            List<Object> elements = elements(attribute, json);
            return elements.isEmpty() ? Optional.empty() : Optional.of(elements);
        }
        return one(attribute, json);
    }

    /** The values of a multi-valued attribute, each in the form that is stored. */
    List<Object> elements(Attribute attribute, @Nullable Object json) {
        List<?> given = OneForMany.elements(json);
        if (given.size() > MAX_ELEMENTS) {
            throw ScimException.invalidValue(attribute.name() + " has more than " + MAX_ELEMENTS + " values");
        }
        List<Object> elements = new ArrayList<>();
        for (Object element : given) {
            one(attribute, element).filter(value -> hasValue(attribute, value)).ifPresent(elements::add);
        }
        return elements;
    }

    /** Whether an element is more than a type or a label: where there is a sub-attribute {@code value}, it has one. */
    static boolean hasValue(Attribute attribute, Object element) {
        return !(element instanceof Map<?, ?> map)
                || (!map.isEmpty() && (attribute.sub("value").isEmpty() || map.containsKey("value")));
    }

    /** One value: of a single-valued attribute, or one element of a multi-valued one. */
    Optional<Object> one(Attribute attribute, @Nullable Object json) {
        Object single = WrappedValue.unwrap(json);
        if (single == null || EmptyText.isNoValue(single)) {
            return Optional.empty();
        }
        if (!attribute.isComplex()) {
            Object simple = simple(attribute, single);
            return Optional.of(attribute.own() ? OwnValues.checked(attribute, simple) : simple);
        }
        Map<String, Object> complex = complex(attribute, single);
        return complex.isEmpty() ? Optional.empty() : Optional.of(complex);
    }

    /** The sub-attributes of one complex value. */
    Map<String, Object> complex(Attribute attribute, Object json) {
        Map<?, ?> map = subAttributes(attribute, json);
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> writable(attribute, String.valueOf(name))
                .ifPresent(sub -> read(sub, value).ifPresent(one -> values.put(sub.name(), one))));
        return values;
    }

    /** The sub-attributes that a value of a complex attribute gives, as they came. */
    Map<?, ?> subAttributes(Attribute attribute, Object json) {
        Object complex = isStrict(ScimStrictness.TEXT_FOR_COMPLEX) ? json : TextForComplex.read(attribute, json);
        if (complex instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong(attribute, "an object with sub-attributes");
    }

    /** The sub-attribute of this name; empty if the value under it is to be left out. */
    Optional<Attribute> writable(Attribute attribute, String name) {
        Optional<Attribute> sub = attribute.sub(name);
        if (sub.isEmpty()) {
            leaveOutUnknown(attribute.name() + "." + name);
        } else if (sub.get().isReadOnly()) {
            leaveOutReadOnly(attribute.name() + "." + sub.get().name());
        }
        return sub.filter(known -> !known.isReadOnly());
    }

    /** @throws ScimException invalidSyntax if the directory is strict about attributes outside the schema */
    void leaveOutUnknown(String name) {
        if (isStrict(ScimStrictness.UNKNOWN_ATTRIBUTES)) {
            throw ScimException.invalidSyntax(
                    "there is no attribute " + ScimException.excerpt(name) + " in the schema: see /Schemas");
        }
    }

    /** @throws ScimException mutability if the directory is strict about attributes that clients cannot write */
    void leaveOutReadOnly(String name) {
        if (isStrict(ScimStrictness.READ_ONLY_ATTRIBUTES)) {
            throw ScimException.mutability(name + " is readOnly");
        }
    }

    /** A value that has no sub-attributes. */
    Object simple(Attribute attribute, Object json) {
        switch (attribute.type()) {
            case BOOLEAN:
                return flag(attribute, json);
            case INTEGER:
            case DECIMAL:
                return number(attribute, json);
            default:
                return text(attribute, json);
        }
    }

    private Boolean flag(Attribute attribute, Object json) {
        if (json instanceof Boolean flag) {
            return flag;
        }
        return Optional.of(json)
                .filter(text -> text instanceof String && !isStrict(ScimStrictness.TEXT_FOR_BOOLEAN))
                .flatMap(text -> TextForBoolean.read((String) text))
                .orElseThrow(() -> wrong(attribute, "true or false"));
    }

    private static Object number(Attribute attribute, Object json) {
        boolean whole = attribute.type() == Type.INTEGER;
        if (json instanceof Long || (json instanceof BigDecimal && !whole)) {
            return json;
        }
        throw wrong(attribute, whole ? "a whole number" : "a number");
    }

    private static String text(Attribute attribute, Object json) {
        if (json instanceof Map || json instanceof List) {
            throw wrong(attribute, "text");
        }
        String text = json instanceof BigDecimal decimal ? decimal.toPlainString() : json.toString();
        if (text.length() > MAX_TEXT) {
            throw ScimException.invalidValue(attribute.name() + " is too long");
        }
        return text;
    }

    private static ScimException wrong(Attribute attribute, String needed) {
        return ScimException.invalidValue(attribute.name() + " must be " + needed);
    }
}
