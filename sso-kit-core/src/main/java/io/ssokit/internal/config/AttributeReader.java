package io.ssokit.internal.config;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.ConnectionBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the block {@code attributes} of a connection: for each field the name of an attribute, or a block of its own. */
final class AttributeReader {
    /** Instead of a name: the row is taken away. */
    private static final String NONE = "none";

    private AttributeReader() {}

    static Map<String, Object> keys() {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (Field field : Field.values()) {
            keys.put(field.key(), field.key());
        }
        keys.put("*", Map.of("from", "name"));
        return keys;
    }

    static <B extends ConnectionBuilder<B>> B read(B builder, Node block) {
        for (String key : block.keys()) {
            Optional<Field> field = field(key);
            Optional<AttributeRule> rule = block.isBlock(key)
                    ? block.block(key).read(row -> rule(field, row))
                    : source(builder, block, key, field);
            rule.ifPresent(builder::attribute);
            if (field.isEmpty()) {
                block.problem(
                        key,
                        "is not a field; fields are "
                                + Arrays.stream(Field.values()).map(Field::key).collect(Collectors.joining(", ")));
            }
        }
        return builder;
    }

    /** The short form: one attribute, before the usual names. */
    private static <B extends ConnectionBuilder<B>> Optional<AttributeRule> source(
            B builder, Node block, String key, Optional<Field> field) {
        Optional<String> name = block.text(key);
        if (name.filter(NONE::equals).isPresent()) {
            field.ifPresent(builder::withoutAttribute);
            return Optional.empty();
        }
        return field.flatMap(found -> name.map(AttributeRule.of(found)::readFirst));
    }

    /** The long form; every key is asked for, so that each is known. */
    private static Optional<AttributeRule> rule(Optional<Field> field, Node row) {
        AttributeRule rule = AttributeRule.of(field.orElse(Field.EMAIL));
        List<String> from = row.list("from");
        if (from.contains(NONE) || (row.has("from") && from.isEmpty())) {
            row.problem("from", "names no attribute; to take a row away write " + NONE + " in its place");
        }
        if (!from.isEmpty()) {
            rule = rule.readFrom(from.toArray(String[]::new));
        }
        rule = value(row, conditions(row, rule));
        return field.isPresent() ? Optional.of(rule) : Optional.empty();
    }

    private static AttributeRule conditions(Node row, AttributeRule usual) {
        AttributeRule rule = usual;
        if (row.flag("required", false)) {
            rule = rule.require();
        }
        rule = rule.updatable(row.flag("updatable", rule.updatable()));
        if (!row.flag("case-sensitive", true)) {
            rule = rule.ignoreCase();
        }
        return rule;
    }

    /** What becomes of the values that were found. */
    private static AttributeRule value(Node row, AttributeRule found) {
        AttributeRule rule = found;
        Optional<AttributeRule.Values> values = row.choice("values", AttributeRule.Values.class);
        // Not stripped: a blank is a separator too.
        Optional<String> separator = row.verbatim("separator");
        if (separator.isPresent()
                && values.filter(AttributeRule.Values.JOIN::equals).isEmpty()) {
            row.problem("separator", "goes with values: join");
        }
        if (values.isPresent()) {
            rule = rule.take(values.get());
        }
        if (separator.isPresent()) {
            rule = rule.joinedBy(separator.get());
        }
        Optional<String> absent = row.text("default");
        if (absent.isPresent()) {
            rule = rule.orElse(absent.get());
        }
        Optional<String> script = row.verbatim("transform");
        if (script.isPresent()) {
            rule = rule.transformedBy(script.get());
        }
        return rule;
    }

    private static Optional<Field> field(String key) {
        return Arrays.stream(Field.values())
                .filter(field -> Node.folded(field.name()).equals(Node.folded(key)))
                .findFirst();
    }
}
