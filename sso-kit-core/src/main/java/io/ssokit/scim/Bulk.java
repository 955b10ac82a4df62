package io.ssokit.scim;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** {@code /Bulk} (RFC 7644 §3.7): many operations in one request, each done as if it had come alone. Immutable. */
final class Bulk {
    static final String ENDPOINT = "Bulk";

    private final Requests requests;
    private final Links links;

    /** @param requests answers the operations; does not know {@code /Bulk}, so that none is inside another */
    Bulk(Requests requests, Links links) {
        this.requests = requests;
        this.links = links;
    }

    /** What the service provider's configuration says (RFC 7643 §5). */
    static Map<String, Object> config() {
        return Map.of(
                "supported",
                true,
                "maxOperations",
                BulkRequest.MAX_OPERATIONS,
                "maxPayloadSize",
                ScimEndpoint.MAX_BODY_BYTES);
    }

    /** What can be done at this path, which begins with {@link #ENDPOINT}. */
    Map<String, Function<Exchange, Answer>> methods(List<String> path) {
        if (path.size() > 1) {
            throw ScimException.notFound("endpoint " + ScimException.excerpt("/" + String.join("/", path)));
        }
        return Map.of("POST", this::answer);
    }

    private Answer answer(Exchange exchange) {
        BulkRun run = new BulkRun(
                BulkRequest.read(exchange.json(), exchange.values()), exchange.directory(), requests, links);
        run.steps().forEach(run::run);
        return Answer.ok(run.response());
    }
}
