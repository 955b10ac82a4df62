package io.ssokit.connection;

/** Where a run-time connection stands in its life. */
public enum ConnectionState {
    /** Being set up: may have problems, signs nobody in. Our metadata for its identity provider can be had already. */
    DRAFT,
    /** In use: has no problems. */
    ENABLED,
    /** Was in use and signs nobody in. */
    DISABLED,
    /** Gone for good but for its id, which stays the tenant's: no other tenant may ever take it. */
    DELETED
}
