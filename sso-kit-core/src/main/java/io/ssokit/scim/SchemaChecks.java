package io.ssokit.scim;

import io.ssokit.scim.Attribute.Mutability;
import io.ssokit.scim.Attribute.Returned;
import io.ssokit.scim.Attribute.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is wrong with the attributes of a declared schema (RFC 7643 §2, §7). Used once. */
final class SchemaChecks {
    // RFC 7643 §2.1: ALPHA *(nameChar)
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9$_-]{0,99}");
    private static final Set<String> OF_SCHEMAS =
            Set.of("schemas", "id", "name", "description", "attributes", "meta", "resourceType", "required");
    private static final Set<String> FLAGS = Set.of("multiValued", "required", "caseExact");
    private static final Set<String> TEXTS =
            Set.of("name", "type", "description", "mutability", "returned", "uniqueness");
    private static final Set<String> LISTS = Set.of("canonicalValues", "referenceTypes");
    private static final Set<String> TYPES = wires(Stream.of(Type.values()).map(Type::wire));
    private static final Set<String> MUTABILITIES =
            wires(Stream.of(Mutability.values()).map(Mutability::wire));
    private static final Set<String> RETURNED =
            wires(Stream.of(Returned.values()).map(Returned::wire));
    private static final Set<String> UNIQUENESS = Set.of("none", "server", "global");

    private final List<String> problems = new ArrayList<>();

    private SchemaChecks() {}

    /**
     * Everything that is wrong.
     *
     * @param place how to call the schema in messages
     * @param onCore whether its attributes are those of the core resource
     */
    static List<String> problems(Map<String, ?> schema, String place, boolean onCore) {
        SchemaChecks checks = new SchemaChecks();
        for (String member : schema.keySet()) {
            if (!OF_SCHEMAS.contains(member)) {
                checks.add(place, "a schema has no member " + ScimException.excerpt(member));
            }
        }
        for (String member : List.of("name", "description")) {
            checks.requireText(place, schema, member);
        }
        if (schema.get("required") != null && !(schema.get("required") instanceof Boolean)) {
            checks.add(place, "required must be true or false");
        }
        if (onCore && Boolean.TRUE.equals(schema.get("required"))) {
            checks.add(place, "the core schema is not an extension that could be required");
        }
        checks.attributes(place, schema.get("attributes"), false);
        return checks.problems;
    }

    private void attributes(String place, @Nullable Object declared, boolean inComplex) {
        String what = inComplex ? "subAttributes" : "attributes";
        if (!(declared instanceof List<?> list) || list.isEmpty()) {
            add(place, what + " must be an array of at least one attribute");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> attribute)) {
                add(place, what + " must hold objects");
                continue;
            }
            String name = attribute.get("name") instanceof String text ? text : "";
            // RFC 7643 §2.4, §8: $ref is the one name that does not start with a letter.
            if (!NAME.matcher(name).matches() && !(inComplex && name.equals("$ref"))) {
                add(
                        place,
                        "the attribute name " + ScimException.excerpt(name)
                                + " must be a letter and then letters, digits, $ - or _ (RFC 7643 section 2.1)");
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                add(place, "attribute " + name + " is declared twice; names differ by more than case");
            }
            attribute(place + ", attribute " + ScimException.excerpt(name), attribute, inComplex);
        }
    }

    private void attribute(String place, Map<?, ?> attribute, boolean inComplex) {
        for (Object member : attribute.keySet()) {
            if (!TEXTS.contains(member)
                    && !FLAGS.contains(member)
                    && !LISTS.contains(member)
                    && !"subAttributes".equals(member)) {
                add(place, "there is no characteristic " + ScimException.excerpt(String.valueOf(member)));
            }
        }
        boolean readable = shapes(place, attribute);
        readable &= choice(place, attribute, "type", TYPES);
        readable &= choice(place, attribute, "mutability", MUTABILITIES);
        readable &= choice(place, attribute, "returned", RETURNED);
        readable &= choice(place, attribute, "uniqueness", UNIQUENESS);
        if (!readable) {
            return;
        }
        structure(place, attribute, inComplex);
        if (!text(attribute, "type", "string").equals(Type.COMPLEX.wire())) {
            typed(place, attribute);
        }
        contradictions(place, attribute);
    }

    private boolean shapes(String place, Map<?, ?> attribute) {
        int before = problems.size();
        TEXTS.stream().sorted().forEach(member -> requireText(place, attribute, member));
        for (String member : FLAGS) {
            Object flag = attribute.get(member);
            if (flag != null && !(flag instanceof Boolean)) {
                add(place, member + " must be true or false");
            }
        }
        for (String member : LISTS) {
            Object values = attribute.get(member);
            boolean texts = values instanceof List<?> list && list.stream().allMatch(SchemaChecks::isText);
            if (values != null && !texts) {
                add(place, member + " must be an array of text");
            }
        }
        return problems.size() == before;
    }

    private void structure(String place, Map<?, ?> attribute, boolean inComplex) {
        boolean complex = text(attribute, "type", "string").equals(Type.COMPLEX.wire());
        if (inComplex && complex) {
            add(place, "a sub-attribute cannot be complex (RFC 7643 section 2.3.8)");
        } else if (complex) {
            attributes(place, attribute.get("subAttributes"), true);
            primary(place, attribute);
        } else if (attribute.get("subAttributes") != null) {
            add(place, "only complex attributes have subAttributes");
        }
        if (inComplex && isTrue(attribute, "multiValued")) {
            add(place, "a sub-attribute has one value; make the attribute around it multi-valued");
        }
        if (complex
                && (isTrue(attribute, "caseExact")
                        || isUnique(attribute)
                        || attribute.get("canonicalValues") != null)) {
            add(place, "caseExact, uniqueness and canonicalValues belong to sub-attributes");
        }
    }

    // RFC 7643 §2.4: "primary" is what we hold to be true at most once.
    private void primary(String place, Map<?, ?> complex) {
        List<?> subs = complex.get("subAttributes") instanceof List<?> list ? list : List.of();
        for (Object sub : subs) {
            if (sub instanceof Map<?, ?> map
                    && "primary".equalsIgnoreCase(String.valueOf(map.get("name")))
                    && !text(map, "type", "string").equals(Type.BOOLEAN.wire())) {
                add(place, "the sub-attribute primary must be boolean (RFC 7643 section 2.4)");
            }
        }
    }

    private void typed(String place, Map<?, ?> attribute) {
        String type = text(attribute, "type", "string");
        boolean text = type.equals(Type.STRING.wire());
        boolean reference = type.equals(Type.REFERENCE.wire());
        if (isTrue(attribute, "caseExact") && !text && !reference && !type.equals(Type.BINARY.wire())) {
            add(place, "caseExact belongs to text");
        }
        if (attribute.get("canonicalValues") != null && !text && !reference) {
            add(place, "canonicalValues belong to text");
        }
        if (attribute.get("referenceTypes") != null && !reference) {
            add(place, "referenceTypes belong to the type reference");
        }
        if (isUnique(attribute) && type.equals(Type.BOOLEAN.wire())) {
            add(place, "a truth value cannot be unique");
        }
    }

    private void contradictions(String place, Map<?, ?> attribute) {
        String mutability = text(attribute, "mutability", Mutability.READ_WRITE.wire());
        String returned = text(attribute, "returned", "");
        if (isTrue(attribute, "required") && mutability.equals(Mutability.READ_ONLY.wire())) {
            add(place, "required and readOnly contradict each other: clients could not give it");
        }
        if (mutability.equals(Mutability.WRITE_ONLY.wire()) && !returned.isEmpty() && !returned.equals("never")) {
            add(place, "what is writeOnly is returned never (RFC 7643 section 7)");
        }
        if (mutability.equals(Mutability.READ_ONLY.wire()) && returned.equals("never")) {
            add(place, "readOnly and returned never: no client would ever meet it");
        }
    }

    private boolean choice(String place, Map<?, ?> attribute, String member, Set<String> choices) {
        Object value = attribute.get(member);
        if (value != null && !choices.contains(value)) {
            String given = ScimException.excerpt(String.valueOf(value));
            add(
                    place,
                    member + " is " + given + " and must be one of "
                            + String.join(", ", choices.stream().sorted().toList()));
            return false;
        }
        return true;
    }

    private void requireText(String place, Map<?, ?> owner, String member) {
        Object value = owner.get(member);
        if (value != null && !(value instanceof String)) {
            add(place, member + " must be text");
        }
    }

    private void add(String place, String problem) {
        problems.add(place + ": " + problem);
    }

    private static boolean isText(@Nullable Object value) {
        return value instanceof String text && !text.isBlank();
    }

    private static boolean isTrue(Map<?, ?> attribute, String flag) {
        return Boolean.TRUE.equals(attribute.get(flag));
    }

    private static boolean isUnique(Map<?, ?> attribute) {
        return !text(attribute, "uniqueness", "none").equals("none");
    }

    private static String text(Map<?, ?> attribute, String member, String absent) {
        return attribute.get(member) instanceof String text ? text : absent;
    }

    private static Set<String> wires(Stream<String> names) {
        return names.collect(Collectors.toUnmodifiableSet());
    }
}
