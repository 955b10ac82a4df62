package io.ssokit.connection;

import java.util.regex.Pattern;

/** The customer that scopes every store call. Single-tenant apps never mention it and get {@link #DEFAULT}. */
public final class Tenant {
    /** The tenant of apps that have only one. */
    public static final String DEFAULT = "default";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private Tenant() {}

    /** Whether this may be used as a tenant's or connection's id: 1-63 letters, digits, {@code . _ -}. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
