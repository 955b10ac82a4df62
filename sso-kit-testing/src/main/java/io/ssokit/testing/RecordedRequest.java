package io.ssokit.testing;

import java.util.Map;
import java.util.Optional;

/**
 * A request that a {@link FakeIdp} got, for tests to look at: what was asked of the authorization endpoint, what was pushed,
 * how a client authenticated. Immutable.
 *
 * @param method HTTP method
 * @param query raw query, without the question mark; empty when there is none
 * @param body raw body, its first 64 K characters; empty when there is none
 * @param authorization the {@code Authorization} header; empty when there is none
 */
public record RecordedRequest(String method, String query, String body, String authorization) {
    private static final int MAX_BODY = 64 * 1024;

    static RecordedRequest of(Request request) {
        String body = request.body();
        return new RecordedRequest(
                request.method(),
                request.rawQuery() == null ? "" : request.rawQuery(),
                body.length() > MAX_BODY ? body.substring(0, MAX_BODY) : body,
                request.authorization() == null ? "" : request.authorization());
    }

    /**
     * The decoded parameters: of the form of a POST, of the query of anything else.
     *
     * @throws IllegalArgumentException if one occurs twice or is not form-encoded
     */
    public Map<String, String> parameters() {
        return Params.parse("POST".equals(method) ? body : query).all();
    }

    /** One of {@link #parameters}. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters().get(name));
    }
}
