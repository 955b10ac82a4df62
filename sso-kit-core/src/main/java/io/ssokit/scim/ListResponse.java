package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The body of an answer that is a list (RFC 7644 §3.4.2, RFC 9865 §2). */
final class ListResponse {
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private ListResponse() {}

    /** A list that is never cut into pages. */
    static Map<String, Object> whole(List<?> resources) {
        return indexed(resources.size(), 1, resources);
    }

    /** A page found by its index. */
    static Map<String, Object> indexed(long total, int startIndex, List<?> resources) {
        Map<String, Object> response = head(OptionalLong.of(total));
        response.put("startIndex", startIndex);
        return tail(response, resources);
    }

    /** A page found by a cursor. */
    static Map<String, Object> continued(
            OptionalLong total, Optional<String> previousCursor, Optional<String> nextCursor, List<?> resources) {
        Map<String, Object> response = head(total);
        previousCursor.ifPresent(cursor -> response.put("previousCursor", cursor));
        nextCursor.ifPresent(cursor -> response.put("nextCursor", cursor));
        return tail(response, resources);
    }

    private static Map<String, Object> head(OptionalLong total) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("schemas", List.of(SCHEMA));
        total.ifPresent(count -> response.put("totalResults", count));
        return response;
    }

    private static Map<String, Object> tail(Map<String, Object> response, List<?> resources) {
        response.put("itemsPerPage", resources.size());
        response.put("Resources", resources);
        return response;
    }
}
