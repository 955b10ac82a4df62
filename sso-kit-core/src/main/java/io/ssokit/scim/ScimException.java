package io.ssokit.scim;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as RFC 7644 §3.12 knows it. The detail is one plain sentence for the identity provider's administrator: what is
 * wrong and, where it is not obvious, what to do. It never holds class names, SQL or secrets.
 */
final class ScimException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int EXCERPT = 80;

    private final int status;
    private final String scimType;
    private final String detail;
    private final transient Map<String, String> headers;

    private ScimException(int status, String scimType, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.scimType = scimType;
        this.detail = detail;
        this.headers = headers;
    }

    static ScimException invalidFilter(String detail) {
        return new ScimException(400, "invalidFilter", detail, Map.of());
    }

    static ScimException invalidPath(String detail) {
        return new ScimException(400, "invalidPath", detail, Map.of());
    }

    static ScimException invalidSyntax(String detail) {
        return new ScimException(400, "invalidSyntax", detail, Map.of());
    }

    static ScimException invalidValue(String detail) {
        return new ScimException(400, "invalidValue", detail, Map.of());
    }

    // RFC 9865 §2.1
    static ScimException invalidCount(String detail) {
        return new ScimException(400, "invalidCount", detail, Map.of());
    }

    static ScimException invalidCursor() {
        return new ScimException(
                400,
                "invalidCursor",
                "the cursor is none of this query: begin with an empty one, then send what nextCursor says and change nothing else",
                Map.of());
    }

    static ScimException expiredCursor() {
        return new ScimException(
                400,
                "expiredCursor",
                "the cursor is older than " + Cursors.LIFETIME.toSeconds() + " s: begin again with an empty one",
                Map.of());
    }

    static ScimException tooManyResults(String detail) {
        return new ScimException(400, "tooMany", detail, Map.of());
    }

    static ScimException mutability(String detail) {
        return new ScimException(400, "mutability", detail, Map.of());
    }

    static ScimException noTarget(String detail) {
        return new ScimException(400, "noTarget", detail, Map.of());
    }

    static ScimException uniqueness(String detail) {
        return new ScimException(409, "uniqueness", detail, Map.of());
    }

    /** What cannot be done as things are, such as a reference to what could not be made (RFC 7644 §3.7.1). */
    static ScimException conflict(String detail) {
        return plain(409, detail, Map.of());
    }

    /** RFC 7644 §3.7.4 gives the status; the type is that of §3.12 for too much of something. */
    static ScimException tooMany(String detail) {
        return new ScimException(413, "tooMany", detail, Map.of());
    }

    static ScimException unauthorized() {
        return plain(
                401,
                "a valid bearer token is required: copy the SCIM token of this directory into the identity provider",
                Map.of("WWW-Authenticate", "Bearer"));
    }

    static ScimException forbidden(String detail) {
        return plain(403, detail, Map.of());
    }

    static ScimException notFound(String what) {
        return plain(404, what + " not found", Map.of());
    }

    /** There was something once: 404 and not 410, which clients take for another failure. */
    static ScimException gone(String detail) {
        return plain(404, detail, Map.of());
    }

    /** Refused until somebody says otherwise. */
    static ScimException stopped(String detail, Duration retryAfter) {
        return plain(503, detail, Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    static ScimException methodNotAllowed(String method, String allow) {
        return plain(405, excerpt(method) + " is not possible here, only " + allow, Map.of("Allow", allow));
    }

    static ScimException preconditionFailed() {
        return plain(412, "the resource has changed since the version in If-Match: read it again", Map.of());
    }

    static ScimException tooLarge(String detail) {
        return plain(413, detail, Map.of());
    }

    static ScimException unsupportedMediaType() {
        return plain(415, "Content-Type must be application/scim+json or application/json, in UTF-8", Map.of());
    }

    static ScimException packed() {
        return plain(415, "Content-Encoding is not supported: send the body as it is", Map.of());
    }

    static ScimException timeout() {
        return plain(408, "the body did not come in time: send it at once", Map.of());
    }

    static ScimException internal(String reference) {
        return plain(500, "internal error; the application's log has more under " + reference, Map.of());
    }

    static ScimException notImplemented(String what) {
        return plain(
                501, what + " is not supported here: use /Users and /Groups, see /ServiceProviderConfig", Map.of());
    }

    /** RFC 6585 §4. */
    static ScimException tooMany(Duration retryAfter) {
        long seconds = seconds(retryAfter);
        return plain(
                429,
                "more requests than this directory may send: try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    static ScimException paused() {
        return plain(
                503,
                "provisioning is paused: an administrator of the app has to resume this directory",
                Map.of("Retry-After", "300"));
    }

    /**
     * A refusal of the token endpoint.
     *
     * @param error the code of RFC 6749 §5.2
     */
    static ScimException oauth(int status, String error, String description, Map<String, String> headers) {
        return new ScimException(status, error, description, headers);
    }

    /** Okta reads {@code Retry-After} as whole seconds only. */
    static ScimException unavailable(Duration retryAfter) {
        long seconds = seconds(retryAfter);
        return plain(
                503,
                "the user store cannot answer now: try again in " + seconds + " s",
                Map.of("Retry-After", Long.toString(seconds)));
    }

    /** The client has asked for more than can wait. */
    static ScimException busy(String detail, Duration retryAfter) {
        return plain(429, detail, Map.of("Retry-After", Long.toString(retryAfter.toSeconds())));
    }

    private static long seconds(Duration time) {
        return Math.max(1, time.plusMillis(999).toSeconds());
    }

    private static ScimException plain(int status, String detail, Map<String, String> headers) {
        return new ScimException(status, "", detail, headers);
    }

    /** The same refusal, saying where in the request. */
    ScimException at(String place) {
        return new ScimException(status, scimType, place + ": " + detail, headers);
    }

    int status() {
        return status;
    }

    Optional<String> scimType() {
        return scimType.isEmpty() ? Optional.empty() : Optional.of(scimType);
    }

    String detail() {
        return detail;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** What came, quoted and short enough for a message. */
    static String excerpt(String received) {
        StringBuilder shown = new StringBuilder("'");
        // Characters, not halves of them; what steers terminals and logs, or cannot be kept in them, is not repeated.
        received.codePoints()
                .limit(EXCERPT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '\uFFFD' : c)
                .forEach(shown::appendCodePoint);
        return shown.append(received.codePointCount(0, received.length()) > EXCERPT ? "…'" : "'")
                .toString();
    }
}
