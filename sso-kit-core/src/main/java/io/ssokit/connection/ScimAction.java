package io.ssokit.connection;

/** What a directory may be allowed to do with users and groups. */
public enum ScimAction {
    /** POST. */
    CREATE,
    /** PUT and PATCH, switching off included. */
    UPDATE,
    /** DELETE. */
    DELETE
}
