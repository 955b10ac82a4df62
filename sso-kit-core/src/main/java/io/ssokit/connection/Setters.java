package io.ssokit.connection;

import io.ssokit.connection.AttributeMapping.Field;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The functions by which a script fills fields. A name is {@code set} and the field's name, with a capital at its beginning and
 * after each underscore; some fields also have the name that OneLogin gives them.
 */
final class Setters {
    private static final Map<Field, List<String>> OTHER_NAMES = Map.of(
            Field.USER_NAME, List.of("setUsername"),
            Field.GIVEN_NAME, List.of("setFirst_Name", "setFirstname"),
            Field.FAMILY_NAME, List.of("setLast_Name", "setLastname"),
            Field.GROUPS, List.of("setGroup", "setMember_Of"),
            Field.ROLES, List.of("setRole"),
            Field.ORGANIZATION, List.of("setCompany"),
            Field.LOCALE, List.of("setPreferred_Locale_Code"));

    private static final Map<String, Field> ALL = all();

    /** All of them. */
    static final Set<String> NAMES = ALL.keySet();

    private Setters() {}

    /** The field that a setter fills. */
    static Field field(String setter) {
        Field field = ALL.get(setter);
        if (field == null) {
            throw new IllegalArgumentException(setter);
        }
        return field;
    }

    private static Map<String, Field> all() {
        Map<String, Field> all = new LinkedHashMap<>();
        for (Field field : Field.values()) {
            all.put(usual(field), field);
            OTHER_NAMES.getOrDefault(field, List.of()).forEach(name -> all.put(name, field));
        }
        return Collections.unmodifiableMap(all);
    }

    private static String usual(Field field) {
        StringBuilder name = new StringBuilder("set");
        for (String part : field.name().split("_")) {
            name.append(name.length() > 3 ? "_" : "")
                    .append(part.charAt(0))
                    .append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }
}
