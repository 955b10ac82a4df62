package io.ssokit.connection;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.internal.transform.Transform;
import io.ssokit.internal.transform.TransformProblem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One row of an {@link AttributeMapping}: how one field of a person comes from attributes or claims. Immutable; data only:
 * what is wrong with it is found when a connection is built.
 *
 * @param field what is filled
 * @param from the names of attributes, in the order in which they are tried; the first that has a value wins
 * @param usualNames whether the usual names of the field are tried after these
 * @param required whether a sign-in without a value is refused
 * @param updatable whether later sign-ins write the value too, not only the one that creates the person
 * @param caseSensitive whether the names of attributes are compared exactly
 * @param defaultValue the value where none came
 * @param values what becomes of several values
 * @param separator what stands between values that are joined
 * @param transform a script in the language of {@code docs/attribute-mapping.md}
 */
public record AttributeRule(
        Field field,
        List<String> from,
        boolean usualNames,
        boolean required,
        boolean updatable,
        boolean caseSensitive,
        Optional<String> defaultValue,
        Values values,
        String separator,
        Optional<String> transform) {
    private static final int MAX_NAMES = 32;
    private static final int MAX_TEXT = 500;

    /** What becomes of an attribute with several values. */
    public enum Values {
        /** The first one is taken, the others are not looked at. */
        FIRST,
        /** All are taken: for groups and roles. */
        ALL,
        /** They become one text, with the rule's separator between them. */
        JOIN,
        /** The sign-in is refused. */
        REFUSE
    }

    public AttributeRule {
        from = List.copyOf(from);
    }

    /** The field's usual rule: its usual names, all values of groups and roles, the first of everything else. */
    public static AttributeRule of(Field field) {
        return new AttributeRule(
                field,
                List.of(),
                true,
                false,
                field != Field.USER_NAME,
                true,
                Optional.empty(),
                field.isMany() ? Values.ALL : Values.FIRST,
                ",",
                Optional.empty());
    }

    /** Reads these attributes and no others, in this order. */
    public AttributeRule readFrom(String... names) {
        return changed(next -> {
            next.from = List.of(names);
            next.usualNames = false;
        });
    }

    /** Reads this attribute first, then the usual names of the field. */
    public AttributeRule readFirst(String name) {
        return changed(next -> {
            next.from = List.of(name);
            next.usualNames = true;
        });
    }

    /** Refuses a sign-in that has no value. */
    public AttributeRule require() {
        return changed(next -> next.required = true);
    }

    /** Writes the value once, when the person is created. */
    public AttributeRule onlyOnce() {
        return updatable(false);
    }

    /** Whether later sign-ins write the value too. */
    public AttributeRule updatable(boolean always) {
        return changed(next -> next.updatable = always);
    }

    /** Finds an attribute by its name in any case. */
    public AttributeRule ignoreCase() {
        return changed(next -> next.caseSensitive = false);
    }

    /** The value where none came. */
    public AttributeRule orElse(String value) {
        return changed(next -> next.defaultValue = Optional.of(value));
    }

    /** What becomes of several values. */
    public AttributeRule take(Values which) {
        return changed(next -> next.values = which);
    }

    /** Joins several values by this text. */
    public AttributeRule joinedBy(String text) {
        return changed(next -> {
            next.values = Values.JOIN;
            next.separator = text;
        });
    }

    /** Runs this script on every sign-in. */
    public AttributeRule transformedBy(String script) {
        return changed(next -> next.transform = Optional.of(script));
    }

    private AttributeRule changed(Consumer<Draft> change) {
        Draft next = new Draft(this);
        change.accept(next);
        return new AttributeRule(
                field,
                next.from,
                next.usualNames,
                next.required,
                next.updatable,
                next.caseSensitive,
                next.defaultValue,
                next.values,
                next.separator,
                next.transform);
    }

    /** A rule on its way to another one. */
    private static final class Draft {
        private List<String> from;
        private boolean usualNames;
        private boolean required;
        private boolean updatable;
        private boolean caseSensitive;
        private Optional<String> defaultValue;
        private Values values;
        private String separator;
        private Optional<String> transform;

        Draft(AttributeRule rule) {
            this.from = rule.from;
            this.usualNames = rule.usualNames;
            this.required = rule.required;
            this.updatable = rule.updatable;
            this.caseSensitive = rule.caseSensitive;
            this.defaultValue = rule.defaultValue;
            this.values = rule.values;
            this.separator = rule.separator;
            this.transform = rule.transform;
        }
    }

    /** All names to try, in order. */
    List<String> names() {
        if (!usualNames || from.isEmpty()) {
            return usualNames ? field.usual() : from;
        }
        List<String> all = new ArrayList<>(from);
        all.addAll(field.usual());
        return List.copyOf(all);
    }

    /** What is wrong with this rule: option to sentence. Empty if it can be used. */
    Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        if (names().isEmpty() && transform.isEmpty() && defaultValue.isEmpty()) {
            problems.put("from", "is missing: the attribute that " + field.key() + " is read from");
        } else if (from.size() > MAX_NAMES
                || from.stream().anyMatch(name -> name.isBlank() || name.length() > MAX_TEXT)) {
            problems.put("from", "is at most " + MAX_NAMES + " names of 1-" + MAX_TEXT + " characters");
        }
        if (field == Field.USER_NAME && updatable) {
            problems.put("updatable", "does not go with user-name: it is given once, and renamed by provisioning only");
        }
        if (field.isMany() && !updatable) {
            problems.put(
                    "updatable", "is always true for " + field.key() + ": a right that is taken away must not stay");
        }
        if (!field.isMany() && values == Values.ALL) {
            problems.put("values", "is first, join or refuse: " + field.key() + " holds one value");
        }
        if (defaultValue
                .filter(text -> text.isBlank() || text.length() > MAX_TEXT)
                .isPresent()) {
            problems.put("default", "is 1-" + MAX_TEXT + " characters");
        }
        if (separator.length() > MAX_TEXT) {
            problems.put("separator", "is at most " + MAX_TEXT + " characters");
        }
        try {
            parsed();
        } catch (TransformProblem problem) {
            problems.put("transform", String.valueOf(problem.getMessage()));
        }
        return Collections.unmodifiableMap(problems);
    }

    /** @throws TransformProblem if the script is not written in the language */
    Optional<Transform> parsed() {
        return transform.map(script -> Transform.parse(script, Setters.NAMES));
    }
}
