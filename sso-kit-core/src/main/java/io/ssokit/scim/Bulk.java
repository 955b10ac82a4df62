package io.ssokit.scim;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /Bulk} (RFC 7644 §3.7): many operations in one request, each done as if it had come alone. Immutable. */
final class Bulk {
    static final String ENDPOINT = "Bulk";

    private final Requests requests;
    private final Links links;
    private final Optional<AsyncBulk> later;

    /**
     * @param requests answers the operations; does not know {@code /Bulk}, so that none is inside another
     * @param later for clients that do not want to wait, where that is possible
     */
    Bulk(Requests requests, Links links, Optional<AsyncBulk> later) {
        this.requests = requests;
        this.links = links;
        this.later = later;
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
        if (path.size() == 1) {
            return Map.of(BulkOperation.POST, this::answer);
        }
        if (path.size() == 2 && later.isPresent()) {
            return Map.of("GET", exchange -> later.get().result(exchange, path.get(1)));
        }
        throw ScimException.notFound("endpoint " + ScimException.excerpt("/" + String.join("/", path)));
    }

    private Answer answer(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.json();
        BulkRequest request = BulkRequest.read(body, exchange.values());
        Preference preference = Preference.of(exchange.request());
        Optional<Answer> accepted = preference.async()
                ? later.flatMap(async -> async.accept(exchange, preference, body))
                : Optional.empty();
        return accepted.orElseGet(() -> atOnce(request, exchange.directory()));
    }

    private Answer atOnce(BulkRequest request, ScimDirectory directory) {
        BulkRun run = new BulkRun(request, directory, requests, links);
        run.steps().forEach(run::run);
        return Answer.ok(run.response());
    }
}
