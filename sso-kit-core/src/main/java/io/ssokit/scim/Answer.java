package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What to answer, before it is written as JSON. Immutable. */
record Answer(int status, Map<String, String> headers, Optional<Map<String, Object>> body) {
    static Answer ok(Map<String, Object> body) {
        return new Answer(200, Map.of(), Optional.of(body));
    }

    static Answer noContent() {
        return new Answer(204, Map.of(), Optional.empty());
    }

    /** One user or group, with its address and entity tag (RFC 7644 §3.3, §3.14). */
    static Answer resource(int status, String location, long version, Optional<Map<String, Object>> body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Location", location);
        headers.put("ETag", Precondition.tag(version));
        return new Answer(status, headers, body);
    }
}
