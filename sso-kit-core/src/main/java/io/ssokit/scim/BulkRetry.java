package io.ssokit.scim;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what an operation has made before the node that did it could say so. */
final class BulkRetry {
    /** What is unique, by endpoint. */
    private static final Map<String, String> NAMES = Map.of("Users", "userName", "Groups", "displayName");

    private BulkRetry() {}

    /**
     * The result that the operation had, or would have: who else creates the same name in the same directory after the request
     * was accepted means the same one.
     */
    static Optional<BulkResult> find(
            BulkOperation operation, Requests requests, ScimDirectory directory, Instant since) {
        String endpoint = operation.path().get(0);
        String attribute = NAMES.get(endpoint);
        if (attribute == null || !(Keys.find(operation.data(), attribute) instanceof String name)) {
            return Optional.empty();
        }
        String filter = attribute + " eq \"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Answer found = requests.answer(
                ScimRequest.of(
                        "GET",
                        "/" + endpoint + "?attributes=meta&filter="
                                + URLEncoder.encode(filter, StandardCharsets.UTF_8)),
                directory);
        return found.body()
                .map(body -> JsonText.object(JsonText.bytes(body)).get("Resources"))
                .filter(resources -> resources instanceof List<?> list && list.size() == 1)
                .map(resources -> ((Map<?, ?>) ((List<?>) resources).get(0)).get("meta"))
                .flatMap(meta -> meta instanceof Map<?, ?> map ? made(operation, map, since) : Optional.empty());
    }

    private static Optional<BulkResult> made(BulkOperation operation, Map<?, ?> meta, Instant since) {
        return Instant.parse(String.valueOf(meta.get("created"))).isBefore(since)
                ? Optional.empty()
                : Optional.of(new BulkResult(
                        Optional.of(String.valueOf(meta.get("location"))),
                        operation.method(),
                        operation.bulkId(),
                        Optional.of(String.valueOf(meta.get("version"))),
                        201,
                        Optional.empty()));
    }
}
