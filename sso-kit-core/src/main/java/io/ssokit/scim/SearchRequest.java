package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A query in the body of {@code POST …/.search} (RFC 7644 §3.4.3, RFC 9865 §3). */
final class SearchRequest {
    static final String ENDPOINT = ".search";
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    private static final List<String> PARAMETERS = List.of(
            "attributes", "excludedAttributes", "filter", "sortBy", "sortOrder", "startIndex", "count", "cursor");

    private SearchRequest() {}

    /**
     * The same request as if its body had been in the URL.
     *
     * @throws ScimException if the body is no search request
     */
    static Exchange asQuery(Exchange exchange) {
        Map<String, @Nullable Object> body = exchange.json();
        DeclaredSchemas.require(body, SCHEMA, exchange.values());
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : PARAMETERS) {
            Object value = Keys.find(body, name);
            if (value != null) {
                parameters.put(name, text(name, value));
            }
        }
        return new Exchange(exchange.request(), exchange.directory(), QueryString.of(parameters));
    }

    private static String text(String name, Object value) {
        if (name.endsWith("ttributes") && value instanceof List<?> names) {
            return names.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        if (value instanceof String || value instanceof Number) {
            return value.toString();
        }
        throw ScimException.invalidValue(
                name + " must be " + (name.endsWith("ttributes") ? "a list of names" : "text or a whole number"));
    }
}
