package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one operation of a bulk request (RFC 7644 §3.7.3). Immutable.
 *
 * @param response the error; what succeeds is not repeated, clients that want it ask at {@code location}
 */
record BulkResult(
        Optional<String> location,
        String method,
        Optional<String> bulkId,
        Optional<String> version,
        int status,
        Optional<Map<String, Object>> response) {
    static final int FIRST_ERROR = 400;

    static BulkResult of(BulkOperation operation, Answer answer, Optional<String> location) {
        return new BulkResult(
                location,
                operation.method(),
                operation.bulkId(),
                Optional.ofNullable(answer.headers().get("ETag")),
                answer.status(),
                answer.status() < FIRST_ERROR ? Optional.empty() : answer.body().map(JsonObject::toMap));
    }

    static BulkResult fromJson(Map<String, ?> json) {
        Map<String, Object> response = new LinkedHashMap<>();
        if (json.get("response") instanceof Map<?, ?> error) {
            error.forEach((name, value) -> response.put(String.valueOf(name), value));
        }
        return new BulkResult(
                text(json, "location"),
                text(json, "method").orElse(""),
                text(json, "bulkId"),
                text(json, "version"),
                Integer.parseInt(text(json, "status").orElse("0")),
                response.isEmpty() ? Optional.empty() : Optional.of(response));
    }

    /** The same after a further change. */
    BulkResult with(Answer change) {
        Optional<String> newer =
                Optional.ofNullable(change.headers().get("ETag")).or(() -> version);
        return new BulkResult(location, method, bulkId, newer, status, response);
    }

    /** Of the resource, below the SCIM base URL; empty for one that was not made. */
    String path() {
        String url = location.orElse("");
        int type = url.lastIndexOf('/', url.lastIndexOf('/') - 1);
        return type < 0 ? "" : url.substring(type);
    }

    boolean isError() {
        return status >= FIRST_ERROR;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        location.ifPresent(value -> json.put("location", value));
        if (!method.isEmpty()) {
            json.put("method", method);
        }
        bulkId.ifPresent(value -> json.put("bulkId", value));
        version.ifPresent(value -> json.put("version", value));
        json.put("status", Integer.toString(status));
        response.ifPresent(value -> json.put("response", value));
        return json;
    }

    private static Optional<String> text(Map<String, ?> json, String name) {
        return json.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
