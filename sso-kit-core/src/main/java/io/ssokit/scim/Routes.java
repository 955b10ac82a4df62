package io.ssokit.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** From method and path to an operation (RFC 7644 §3.2). Immutable. */
final class Routes {
    // RFC 7644 §3.7, §3.11: a service provider that has them not answers 501.
    private static final Set<String> NOT_HERE = Set.of("Me", "Bulk");

    private final Users users;
    private final Groups groups;
    private final Queries queries;
    private final Discovery discovery;
    private final Optional<Bulk> bulk;
    private final Optional<Me> me;

    /** Without {@code /Bulk} and {@code /Me}: what an operation of a bulk request can reach. */
    Routes(Users users, Groups groups, Queries queries, Discovery discovery) {
        this(users, groups, queries, discovery, Optional.empty(), Optional.empty());
    }

    private Routes(
            Users users, Groups groups, Queries queries, Discovery discovery, Optional<Bulk> bulk, Optional<Me> me) {
        this.users = users;
        this.groups = groups;
        this.queries = queries;
        this.discovery = discovery;
        this.bulk = bulk;
        this.me = me;
    }

    /** The same and {@code /Bulk}, and {@code /Me} if somebody knows whose it is. */
    Routes with(Bulk more, Optional<ScimMe> caller) {
        return new Routes(users, groups, queries, discovery, Optional.of(more), caller.map(app -> new Me(app, users)));
    }

    /** @throws ScimException 404, 405 or 501 if there is no such operation, else what the operation refuses */
    Answer answer(Exchange exchange) {
        List<String> path = segments(exchange.request().path());
        Map<String, Function<Exchange, Answer>> methods = methods(path);
        String method = exchange.request().method();
        Function<Exchange, Answer> operation = methods.get(method.equals("HEAD") ? "GET" : method);
        if (operation == null) {
            throw ScimException.methodNotAllowed(method, String.join(", ", methods.keySet()));
        }
        return operation.apply(exchange);
    }

    private Map<String, Function<Exchange, Answer>> methods(List<String> path) {
        String first = path.get(0);
        Optional<String> second = path.size() == 2 ? Optional.of(path.get(1)) : Optional.empty();
        Map<String, Function<Exchange, Answer>> queried = queries(path);
        if (!queried.isEmpty()) {
            return queried;
        }
        if (bulk.isPresent() && first.equals(Bulk.ENDPOINT)) {
            return bulk.get().methods(path);
        }
        if (me.isPresent() && path.equals(List.of(Me.ENDPOINT))) {
            return me.get().methods();
        }
        if (NOT_HERE.contains(path.get(path.size() - 1)) || first.equals(Me.ENDPOINT)) {
            throw ScimException.notImplemented(ScimException.excerpt("/" + String.join("/", path)));
        }
        if (path.size() <= 2) {
            switch (first) {
                case "Users":
                    return resources(users, queries::users, second);
                case "Groups":
                    return resources(groups, queries::groups, second);
                case Discovery.SCHEMAS:
                    return get(second.map(discovery::schema).orElseGet(discovery::schemas));
                case Discovery.TYPES:
                    return get(second.map(discovery::type).orElseGet(discovery::types));
                default:
                    break;
            }
        }
        if (first.equals(Discovery.CONFIG) && path.size() == 1) {
            return get(discovery.config());
        }
        throw ScimException.notFound("endpoint " + ScimException.excerpt("/" + String.join("/", path)));
    }

    /** The base URL (RFC 7644 §3.4.2.1) and {@code /.search} (§3.4.3). */
    private Map<String, Function<Exchange, Answer>> queries(List<String> path) {
        if (path.equals(List.of(""))) {
            return Map.of("GET", queries::all);
        }
        if (path.equals(List.of(SearchRequest.ENDPOINT))) {
            return Map.of("POST", exchange -> queries.all(SearchRequest.asQuery(exchange)));
        }
        if (path.equals(List.of("Users", SearchRequest.ENDPOINT))) {
            return Map.of("POST", exchange -> queries.users(SearchRequest.asQuery(exchange)));
        }
        return path.equals(List.of("Groups", SearchRequest.ENDPOINT))
                ? Map.of("POST", exchange -> queries.groups(SearchRequest.asQuery(exchange)))
                : Map.of();
    }

    private static Map<String, Function<Exchange, Answer>> resources(
            Resources type, Function<Exchange, Answer> list, Optional<String> id) {
        Map<String, Function<Exchange, Answer>> methods = new LinkedHashMap<>();
        id.ifPresentOrElse(
                one -> {
                    methods.put("GET", exchange -> type.get(exchange, one));
                    methods.put("PUT", exchange -> type.replace(exchange, one));
                    methods.put("PATCH", exchange -> type.patch(exchange, one));
                    methods.put("DELETE", exchange -> type.delete(exchange, one));
                },
                () -> {
                    methods.put("GET", list);
                    methods.put("POST", type::create);
                });
        return methods;
    }

    private static Map<String, Function<Exchange, Answer>> get(Answer discovered) {
        return Map.of("GET", exchange -> {
            // RFC 7644 §4: a filter is refused, so that nobody believes it was applied.
            if (exchange.query().find("filter").isPresent()) {
                throw ScimException.forbidden("discovery endpoints cannot be filtered");
            }
            return discovered;
        });
    }

    /** The decoded segments. */
    static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String segment : TrailingSlash.trim(path).split("/", -1)) {
            segments.add(QueryString.decodeSegment(segment));
        }
        return segments;
    }
}
