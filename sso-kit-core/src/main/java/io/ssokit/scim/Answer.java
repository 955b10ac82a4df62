package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What to answer, before it is written as JSON. Immutable. */
record Answer(int status, Map<String, String> headers, Optional<JsonObject> body) {
    static Answer ok(Map<String, Object> body) {
        return new Answer(200, Map.of(), Optional.of(JsonObject.of(body)));
    }

    static Answer noContent() {
        return new Answer(204, Map.of(), Optional.empty());
    }

    /** One user or group, with its address and entity tag (RFC 7644 §3.3, §3.14). */
    static Answer resource(int status, String location, long version, Optional<JsonObject> body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", location);
        headers.put("ETag", Precondition.tag(version));
        return new Answer(status, headers, body);
    }

    /** On the wire. */
    ScimResponse to(ScimRequest request) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        // People's data, and text that other people wrote.
        all.put("Cache-Control", "no-store");
        all.put("X-Content-Type-Options", "nosniff");
        byte[] bytes = body.map(JsonText::bytes).orElse(new byte[0]);
        if (bytes.length > 0) {
            all.putIfAbsent("Content-Type", contentType(request));
        }
        return new ScimResponse(status, all, request.method().equals("HEAD") ? new byte[0] : bytes);
    }

    // RFC 7644 §3.1: application/json on request, else application/scim+json.
    private static String contentType(ScimRequest request) {
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        boolean plainOnly = accept.contains("application/json") && !accept.contains("application/scim+json");
        return plainOnly ? "application/json" : "application/scim+json";
    }
}
