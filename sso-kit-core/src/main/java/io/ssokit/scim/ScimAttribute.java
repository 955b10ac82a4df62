package io.ssokit.scim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An attribute of the app's own with its characteristics (RFC 7643 §7), for a {@link ScimExtension}. Without further words it
 * is single-valued, optional, readWrite, returned by default, compared without regard to case and not unique. Immutable; the
 * methods return a changed copy. What is wrong with a declaration is reported when the endpoint is built, all at once.
 */
public final class ScimAttribute {
    private final Map<String, Object> json;

    private ScimAttribute(Map<String, Object> json) {
        this.json = Collections.unmodifiableMap(json);
    }

    private static ScimAttribute of(String name, String type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("type", type);
        return new ScimAttribute(json);
    }

    /** Text. */
    public static ScimAttribute string(String name) {
        return of(name, "string");
    }

    /** True or false. */
    public static ScimAttribute bool(String name) {
        return of(name, "boolean");
    }

    /** A whole number, a {@code Long} in {@code User.attributes()}. */
    public static ScimAttribute integer(String name) {
        return of(name, "integer");
    }

    /** A number, a {@code Long} or {@code BigDecimal} in {@code User.attributes()}. */
    public static ScimAttribute decimal(String name) {
        return of(name, "decimal");
    }

    /** A point in time, as text with date, time and offset (RFC 7643 §2.3.5). */
    public static ScimAttribute dateTime(String name) {
        return of(name, "dateTime");
    }

    /** Bytes, as text in base64 (RFC 7643 §2.3.6). */
    public static ScimAttribute binary(String name) {
        return of(name, "binary");
    }

    /**
     * A URI (RFC 7643 §2.3.7).
     *
     * @param types what it may name: {@code external}, {@code uri}, or resource types such as {@code User}
     */
    public static ScimAttribute reference(String name, String... types) {
        return of(name, "reference").with("referenceTypes", List.of(types));
    }

    /** An object of sub-attributes, which have none themselves (RFC 7643 §2.3.8). */
    public static ScimAttribute complex(String name, ScimAttribute... subAttributes) {
        return of(name, "complex")
                .with(
                        "subAttributes",
                        Stream.of(subAttributes).map(ScimAttribute::json).toList());
    }

    /** For people who read {@code /Schemas}. */
    public ScimAttribute description(String text) {
        return with("description", text);
    }

    /** An array of values (RFC 7643 §2.4). */
    public ScimAttribute multiValued() {
        return with("multiValued", true);
    }

    /**
     * Every resource with this extension has a value, every value of this sub-attribute's attribute has one; in core resource
     * attributes every resource.
     */
    public ScimAttribute required() {
        return with("required", true);
    }

    /** Text that compares with regard to case. */
    public ScimAttribute caseExact() {
        return with("caseExact", true);
    }

    /** Written by the app only; what clients send is left out. */
    public ScimAttribute readOnly() {
        return with("mutability", "readOnly");
    }

    /** Once set, the value stays. */
    public ScimAttribute immutable() {
        return with("mutability", "immutable");
    }

    /** Kept for the app in {@code attributes()}; clients never see it and cannot filter or sort by it. */
    public ScimAttribute writeOnly() {
        return with("mutability", "writeOnly").with("returned", "never");
    }

    /** In every answer, whatever {@code attributes} and {@code excludedAttributes} say. */
    public ScimAttribute alwaysReturned() {
        return with("returned", "always");
    }

    /** In no answer. */
    public ScimAttribute neverReturned() {
        return with("returned", "never");
    }

    /** In answers to clients that name it in {@code attributes}, or that have just written it. */
    public ScimAttribute returnedOnRequest() {
        return with("returned", "request");
    }

    /** No two users, or two groups, of a tenant have the same value; another one is answered 409. */
    public ScimAttribute unique() {
        return with("uniqueness", "server");
    }

    /** The values clients choose from; others are answered 400 {@code invalidValue}. */
    public ScimAttribute canonicalValues(String... values) {
        return with("canonicalValues", List.of(values));
    }

    Map<String, Object> json() {
        return json;
    }

    private ScimAttribute with(String characteristic, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(json);
        changed.put(characteristic, value);
        return new ScimAttribute(changed);
    }
}
