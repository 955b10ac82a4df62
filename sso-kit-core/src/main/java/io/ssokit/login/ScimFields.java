package io.ssokit.login;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.Mapped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The mapped fields that have no place of their own in a user: they stand where provisioning would write them. */
final class ScimFields {
    private static final int MAX_TEXT = 500;

    private static final Set<Field> OWN_PLACE = EnumSet.of(
            Field.USER_NAME,
            Field.EMAIL,
            Field.GIVEN_NAME,
            Field.FAMILY_NAME,
            Field.DISPLAY_NAME,
            Field.GROUPS,
            Field.ROLES);

    private ScimFields() {}

    /** Those that have a value; longer ones and such with control characters are left out, as everywhere. */
    static Map<Field, String> of(Mapped mapped) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        for (Field field : EnumSet.complementOf(EnumSet.copyOf(OWN_PLACE))) {
            mapped.first(field)
                    .map(String::strip)
                    .filter(text -> text.length() <= MAX_TEXT && Profile.isPlain(text))
                    .ifPresent(text -> values.put(field, text));
        }
        return Collections.unmodifiableMap(values);
    }

    /** The attributes with these values among them; what is not mapped stays. */
    static Map<String, Object> write(Map<String, Object> before, Map<Field, String> values, Predicate<Field> wanted) {
        Map<String, Object> after = new LinkedHashMap<>(before);
        values.forEach((field, value) -> {
            if (wanted.test(field)) {
                write(after, field, value);
            }
        });
        return after;
    }

    private static void write(Map<String, Object> attributes, Field field, String value) {
        switch (field) {
            case PHONE -> attributes.put(field.attribute(), phones(attributes.get(field.attribute()), "work", value));
            case MOBILE_PHONE ->
                attributes.put(field.attribute(), phones(attributes.get(field.attribute()), "mobile", value));
            default -> {
                // RFC 7644 3.10: an extension's attributes stand under its URN.
                int colon = field.attribute().lastIndexOf(':');
                if (colon < 0) {
                    attributes.put(field.attribute(), value);
                } else {
                    String urn = field.attribute().substring(0, colon);
                    Map<Object, Object> extension = attributes.get(urn) instanceof Map<?, ?> map
                            ? new LinkedHashMap<>(map)
                            : new LinkedHashMap<>();
                    extension.put(field.attribute().substring(colon + 1), value);
                    attributes.put(urn, extension);
                }
            }
        }
    }

    /** RFC 7643 4.1.2: the first number of this type gets the value; all others stay. */
    private static List<Object> phones(@Nullable Object before, String type, String value) {
        List<Object> phones = before instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
        for (int i = 0; i < phones.size(); i++) {
            if (phones.get(i) instanceof Map<?, ?> phone && type.equalsIgnoreCase(String.valueOf(phone.get("type")))) {
                Map<Object, Object> changed = new LinkedHashMap<>(phone);
                changed.put("value", value);
                phones.set(i, changed);
                return phones;
            }
        }
        Map<String, Object> added = new LinkedHashMap<>();
        added.put("value", value);
        added.put("type", type);
        phones.add(added);
        return phones;
    }
}
