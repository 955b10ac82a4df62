package io.ssokit.connection;

/**
 * Where RFC 7643 and RFC 7644 refuse what identity providers send nevertheless. A directory is tolerant in each of these by
 * default and strict in those that its {@link ScimSettings} name.
 */
public enum ScimStrictness {
    /** Attributes outside the schema in POST, PUT and PATCH values: left out; strict: 400 {@code invalidSyntax}. */
    UNKNOWN_ATTRIBUTES,
    /**
     * Attributes that clients cannot write in PATCH values: left out; strict: 400 {@code mutability} (RFC 7644 §3.5.2). In
     * bodies of POST and PUT the RFC itself has them ignored (§3.3, §3.5.1).
     */
    READ_ONLY_ATTRIBUTES,
    /** A body without {@code schemas} (RFC 7643 §3): read as the endpoint's own; strict: 400 {@code invalidSyntax}. */
    MISSING_SCHEMAS,
    /**
     * PATCH {@code replace} of {@code emails[type eq "work"].value} where no element matches: the element is created, as
     * Entra and Okta mean it; strict: 400 {@code noTarget} (RFC 7644 §3.5.2.3).
     */
    REPLACE_ABSENT,
    /** A complex attribute given as text ({@code manager}): read as its {@code value}; strict: 400 {@code invalidValue}. */
    TEXT_FOR_COMPLEX,
    /** Truth values as text ({@code "False"}): read as meant; strict: 400 {@code invalidValue}. */
    TEXT_FOR_BOOLEAN,
    /** PATCH {@code remove} with a {@code value}: those values are removed; strict: 400 {@code invalidSyntax}. */
    REMOVE_WITH_VALUE,
    /** Paths as keys of a path-less PATCH value: one operation each; strict: unknown attributes. */
    PATHS_AS_KEYS
}
