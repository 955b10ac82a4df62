package io.ssokit.scim;

/**
 * Administrators end the base URL with a slash or, in OneLogin, with a question mark; what the provider appends then looks
 * like this:
 *
 * <pre>{@code
 * GET /scim/v2/Users/?filter=userName+eq+"bjensen"
 * POST /scim/v2/Users?
 *
 * GET /scim/v2/Users?filter=userName%20eq%20%22bjensen%22
 * POST /scim/v2/Users
 * }</pre>
 *
 * Of the question mark nothing is left to see: a query without parameters is none ({@link QueryString}).
 */
final class TrailingSlash {
    private TrailingSlash() {}

    /** The path below the base URL without a slash at either end. */
    static String trim(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return relative.endsWith("/") ? relative.substring(0, relative.length() - 1) : relative;
    }
}
