package io.ssokit.connection;

import io.ssokit.internal.transform.Transform;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * From which attribute or claim each field of a person is read: one {@link AttributeRule} per field at most. Immutable and
 * thread-safe; scripts are read when the mapping is made.
 *
 * <p>Three rows are always there, for every session shows them: user name, e-mail address, display name. They can be mapped
 * otherwise, but not removed.
 */
public final class AttributeMapping {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";

    /** The fields a mapping may fill. */
    public enum Field {
        /** What the person is called in the app; given once. */
        USER_NAME("userName", UsualNames.USER_NAME),
        /** The address to write to. */
        EMAIL("emails", UsualNames.EMAIL),
        /** First name. */
        GIVEN_NAME("name.givenName", UsualNames.GIVEN_NAME),
        /** Last name. */
        FAMILY_NAME("name.familyName", UsualNames.FAMILY_NAME),
        /** The name to show. */
        DISPLAY_NAME("displayName", UsualNames.DISPLAY_NAME),
        /** Asserted groups; anew with each sign-in. */
        GROUPS("groups", UsualNames.GROUPS),
        /** Go with the groups, into the session and {@code isUserInRole}. */
        ROLES("roles", List.of()),
        /** Job title. */
        TITLE("title", List.of()),
        /** For example {@code Contractor}. */
        USER_TYPE("userType", List.of()),
        /** What the person is called among friends. */
        NICK_NAME("nickName", List.of()),
        /** For example {@code en-GB}. */
        PREFERRED_LANGUAGE("preferredLanguage", List.of()),
        /** For example {@code en-GB}. */
        LOCALE("locale", List.of()),
        /** For example {@code Europe/Paris}. */
        TIMEZONE("timezone", List.of()),
        /** The phone number at work. */
        PHONE("phoneNumbers", List.of()),
        /** The mobile phone number. */
        MOBILE_PHONE("phoneNumbers", List.of()),
        /** The number that the employer gives. */
        EMPLOYEE_NUMBER(ENTERPRISE + "employeeNumber", List.of()),
        /** Who pays. */
        COST_CENTER(ENTERPRISE + "costCenter", List.of()),
        /** The company. */
        ORGANIZATION(ENTERPRISE + "organization", List.of()),
        /** A part of it. */
        DIVISION(ENTERPRISE + "division", List.of()),
        /** A part of that. */
        DEPARTMENT(ENTERPRISE + "department", List.of());

        private final String attribute;
        private final List<String> usual;

        Field(String attribute, List<String> usual) {
            this.attribute = attribute;
            this.usual = usual;
        }

        /** What SCIM calls it, in the attribute notation of RFC 7644 §3.10. */
        public String attribute() {
            return attribute;
        }

        /** What a configuration calls it: {@code user-name}. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether it holds several values. */
        boolean isMany() {
            return this == GROUPS || this == ROLES;
        }

        List<String> usual() {
            return usual;
        }
    }

    private static final Set<Field> ALWAYS = EnumSet.of(Field.USER_NAME, Field.EMAIL, Field.DISPLAY_NAME);

    /** The usual names only. */
    public static final AttributeMapping DEFAULT = usual();

    /** A rule that is ready for use. */
    record Row(AttributeRule rule, List<String> names, Optional<Transform> transform) {
        Field field() {
            return rule.field();
        }
    }

    private final Map<Field, Row> rows;

    private AttributeMapping(Map<Field, Row> rows) {
        this.rows = Collections.unmodifiableMap(rows);
    }

    private static AttributeMapping usual() {
        Map<Field, Row> rows = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            if (!field.usual.isEmpty()) {
                rows.put(field, new Row(AttributeRule.of(field), field.usual, Optional.empty()));
            }
        }
        return new AttributeMapping(rows);
    }

    /** This mapping with one field read from {@code source} first, then from its usual names. */
    public AttributeMapping with(Field field, String source) {
        return with(AttributeRule.of(field).readFirst(source));
    }

    /**
     * This mapping with one field mapped by {@code rule}.
     *
     * @throws IllegalArgumentException if the rule makes no sense, or its script is not written in the language
     */
    public AttributeMapping with(AttributeRule rule) {
        Map<String, String> problems = rule.problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(rule.field().key() + ": " + problems);
        }
        Map<Field, Row> next = new EnumMap<>(rows);
        next.put(rule.field(), new Row(rule, rule.names(), rule.parsed()));
        return new AttributeMapping(next);
    }

    /**
     * This mapping without a row: the field is filled by scripts only, or not at all.
     *
     * @throws IllegalArgumentException for the user name, the e-mail address and the display name
     */
    public AttributeMapping without(Field field) {
        problemWithout(field).ifPresent(problem -> {
            throw new IllegalArgumentException(field.key() + ": " + problem);
        });
        Map<Field, Row> next = new EnumMap<>(rows);
        next.remove(field);
        return new AttributeMapping(next);
    }

    /** Why a row cannot be removed; empty if it can. */
    static Optional<String> problemWithout(Field field) {
        return ALWAYS.contains(field)
                ? Optional.of(
                        "is one of the three rows that every session shows (user-name, email, display-name): it can be"
                                + " read from another attribute, but not removed")
                : Optional.empty();
    }

    /** The rules, one per field, in the order of {@link Field}. */
    public List<AttributeRule> rules() {
        return rows.values().stream().map(Row::rule).toList();
    }

    /** The names to try for a field, in order; the app's own first. */
    public List<String> sources(Field field) {
        Row row = rows.get(field);
        return row == null ? List.of() : row.names();
    }

    /**
     * Fills the fields. Never throws: what refuses a sign-in stands in {@link Mapped#problem}.
     *
     * @param attributes as the identity provider sent them: name to values in order
     * @param message gives the verified message, for scripts that look into {@code saml_response}; called at most once
     */
    public Mapped evaluate(Map<String, List<String>> attributes, Supplier<String> message) {
        return new MappingRun(rows, attributes, message).run();
    }

    /** What {@link #evaluate} would make of these attributes: changes nothing, and its trace tells every step. */
    public Mapped dryRun(Map<String, List<String>> attributes) {
        return evaluate(attributes, () -> "");
    }

    /** All values of a field; empty if it has none. As {@link #evaluate}, for one field. */
    public List<String> read(Field field, Map<String, List<String>> attributes) {
        return dryRun(attributes).values(field);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttributeMapping that && rules().equals(that.rules());
    }

    @Override
    public int hashCode() {
        return rules().hashCode();
    }

    @Override
    public String toString() {
        return "AttributeMapping" + rows.keySet();
    }
}
