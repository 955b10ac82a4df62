package io.ssokit.scim;

import io.ssokit.scim.Attribute.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings JSON values into the form of their attribute (RFC 7643 §2.3), taking what identity providers send instead where its
 * meaning is plain: {@link TextForBoolean}, {@link TextForComplex}, {@link WrappedValue}, {@link OneForMany},
 * {@link EmptyText}, and a number where text is needed. Unknown and readOnly sub-attributes are left out.
 */
final class Values {
    /** More values than a person has, few enough to compare each with each. */
    static final int MAX_ELEMENTS = 1_000;

    private static final int MAX_TEXT = 65_536;

    private Values() {}

    /**
     * The value in the form that is stored; empty if it is no value.
     *
     * @throws ScimException invalidValue if it cannot be one of this attribute
     */
    static Optional<Object> of(Attribute attribute, @Nullable Object json) {
        if (attribute.multiValued()) {
            List<Object> elements = elements(attribute, json);
            return elements.isEmpty() ? Optional.empty() : Optional.of(elements);
        }
        return one(attribute, json);
    }

    /** The values of a multi-valued attribute, each in the form that is stored. */
    static List<Object> elements(Attribute attribute, @Nullable Object json) {
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
    static Optional<Object> one(Attribute attribute, @Nullable Object json) {
        Object single = WrappedValue.unwrap(json);
        if (single == null || EmptyText.isNoValue(single)) {
            return Optional.empty();
        }
        if (!attribute.isComplex()) {
            return Optional.of(simple(attribute, single));
        }
        Map<String, Object> complex = complex(attribute, single);
        return complex.isEmpty() ? Optional.empty() : Optional.of(complex);
    }

    /** The sub-attributes of one complex value. */
    static Map<String, Object> complex(Attribute attribute, Object json) {
        if (!(TextForComplex.read(attribute, json) instanceof Map<?, ?> map)) {
            throw wrong(attribute, "an object with sub-attributes");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> attribute
                .sub(String.valueOf(name))
                .filter(sub -> !sub.isReadOnly())
                .ifPresent(sub -> of(sub, value).ifPresent(one -> values.put(sub.name(), one))));
        return values;
    }

    /** A value that has no sub-attributes. */
    static Object simple(Attribute attribute, Object json) {
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

    private static Boolean flag(Attribute attribute, Object json) {
        if (json instanceof Boolean flag) {
            return flag;
        }
        return Optional.of(json)
                .filter(String.class::isInstance)
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
