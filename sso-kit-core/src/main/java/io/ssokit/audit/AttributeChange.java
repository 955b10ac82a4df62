package io.ssokit.audit;

import java.util.Optional;

/**
 * One attribute that provisioning has changed. Immutable. Which attribute it was is always said; its values only where they
 * tell nothing private: {@code active}, {@code userType}, {@code preferredLanguage}, {@code locale}, {@code timezone}, a
 * group's {@code displayName}, and {@code department}, {@code division}, {@code organization} and {@code costCenter} of the
 * enterprise extension. Of members it says how many, and the ids of the first of them. Never a password, nor that there is one.
 *
 * @param path the attribute, as RFC 7644 §3.5.2 writes paths
 * @param before the value until now; empty if there was none, or if it is not told
 * @param after the value from now on; empty if there is none, or if it is not told
 */
public record AttributeChange(String path, Kind kind, Optional<String> before, Optional<String> after) {
    /** What became of the attribute. */
    public enum Kind {
        ADDED,
        REMOVED,
        REPLACED
    }

    /** A change whose values nobody is told. */
    public static AttributeChange of(String path, Kind kind) {
        return new AttributeChange(path, kind, Optional.empty(), Optional.empty());
    }
}
