package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An attribute and its characteristics (RFC 7643 §7). Immutable.
 *
 * @param own declared by the app, which means what it says: canonical values are the only ones, references are URIs
 * @param subAttributes of a complex attribute, by lower-case name, in the schema's order
 */
record Attribute(
        String name,
        Type type,
        boolean multiValued,
        String description,
        boolean required,
        boolean caseExact,
        Mutability mutability,
        Returned returned,
        String uniqueness,
        List<String> canonicalValues,
        List<String> referenceTypes,
        boolean own,
        Map<String, Attribute> subAttributes) {

    /** RFC 7643 §2.3. */
    enum Type {
        STRING("string"),
        BOOLEAN("boolean"),
        DECIMAL("decimal"),
        INTEGER("integer"),
        DATE_TIME("dateTime"),
        BINARY("binary"),
        REFERENCE("reference"),
        COMPLEX("complex");

        private final String wire;

        Type(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /** RFC 7643 §7, {@code mutability}. */
    enum Mutability {
        READ_WRITE("readWrite"),
        READ_ONLY("readOnly"),
        IMMUTABLE("immutable"),
        WRITE_ONLY("writeOnly");

        private final String wire;

        Mutability(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    /** RFC 7643 §7, {@code returned}. */
    enum Returned {
        ALWAYS,
        DEFAULT,
        REQUEST,
        NEVER;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The sub-attribute of this name, in any case (RFC 7643 §2.1). */
    Optional<Attribute> sub(String subName) {
        return Optional.ofNullable(subAttributes.get(subName.toLowerCase(Locale.ROOT)));
    }

    boolean isComplex() {
        return type == Type.COMPLEX;
    }

    boolean isReadOnly() {
        return mutability == Mutability.READ_ONLY;
    }

    /** Set once, and then for ever. */
    boolean isImmutable() {
        return mutability == Mutability.IMMUTABLE;
    }

    /** RFC 7643 §7; a server that knows its own tenants only can do no more for "global" than for "server". */
    boolean isUnique() {
        return !uniqueness.equals("none");
    }

    boolean isHidden() {
        return returned == Returned.NEVER;
    }

    boolean isWriteOnly() {
        return mutability == Mutability.WRITE_ONLY;
    }

    /** The password of the core schema: kept nowhere by us, whatever becomes of it. */
    boolean isPassword() {
        return isWriteOnly() && !own;
    }

    /** An element of a multi-valued attribute, read as if it had a sub-attribute {@code value} if it has none. */
    Attribute element() {
        if (isComplex()) {
            return this;
        }
        Attribute value = new Attribute(
                "value",
                type,
                false,
                description,
                true,
                caseExact,
                Mutability.READ_WRITE,
                returned,
                "none",
                canonicalValues,
                referenceTypes,
                own,
                Map.of());
        return new Attribute(
                name,
                Type.COMPLEX,
                multiValued,
                description,
                required,
                false,
                mutability,
                returned,
                "none",
                List.of(),
                List.of(),
                own,
                Map.of("value", value));
    }

    /** As {@code /Schemas} shows it. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("type", type.wire());
        json.put("multiValued", multiValued);
        json.put("description", description);
        json.put("required", required);
        if (!canonicalValues.isEmpty()) {
            json.put("canonicalValues", canonicalValues);
        }
        json.put("caseExact", caseExact);
        json.put("mutability", mutability.wire());
        json.put("returned", returned.wire());
        json.put("uniqueness", uniqueness);
        if (!referenceTypes.isEmpty()) {
            json.put("referenceTypes", referenceTypes);
        }
        if (!subAttributes.isEmpty()) {
            json.put(
                    "subAttributes",
                    subAttributes.values().stream().map(Attribute::toJson).toList());
        }
        return json;
    }
}
