package io.ssokit.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients are told that this endpoint can do (RFC 7643 §5, RFC 9865 §4). Immutable.
 *
 * @param changePassword whether the app takes passwords
 * @param events whether there are security events and requests that are answered later
 * @param tokenEndpoint where OAuth 2.0 clients get access tokens, if there are any
 */
record ServiceProviderConfig(boolean changePassword, boolean events, Optional<String> tokenEndpoint) {
    /** Without {@code meta}. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"));
        json.put("patch", Map.of("supported", true));
        json.put("bulk", Bulk.config());
        json.put("filter", Map.of("supported", true, "maxResults", ListQuery.MAX_COUNT));
        json.put("changePassword", Map.of("supported", changePassword));
        json.put("sort", Map.of("supported", true));
        json.put("etag", Map.of("supported", true));
        json.put("pagination", pagination());
        if (events) {
            // RFC 9967 §4
            json.put("securityEvents", Map.of("asyncRequest", "request", "eventUris", SecurityEvents.URIS));
        }
        json.put("authenticationSchemes", schemes());
        return json;
    }

    private static Map<String, Object> pagination() {
        Map<String, Object> pagination = new LinkedHashMap<>();
        pagination.put("cursor", true);
        pagination.put("index", true);
        pagination.put("defaultPaginationMethod", "index");
        pagination.put("defaultPageSize", ListQuery.DEFAULT_COUNT);
        pagination.put("maxPageSize", ListQuery.MAX_COUNT);
        pagination.put("cursorTimeout", Cursors.LIFETIME.toSeconds());
        return pagination;
    }

    private List<Map<String, Object>> schemes() {
        List<Map<String, Object>> schemes = new ArrayList<>(List.of(bearerToken()));
        tokenEndpoint.map(ServiceProviderConfig::client).ifPresent(schemes::add);
        return schemes;
    }

    private static Map<String, Object> client(String endpoint) {
        Map<String, Object> scheme = new LinkedHashMap<>();
        scheme.put("type", "oauth2");
        scheme.put("name", "OAuth 2.0 client credentials");
        scheme.put("description", "access tokens from " + endpoint + " for a client of the directory");
        scheme.put("specUri", "https://www.rfc-editor.org/info/rfc6749");
        scheme.put("primary", false);
        return scheme;
    }

    private static Map<String, Object> bearerToken() {
        Map<String, Object> scheme = new LinkedHashMap<>();
        scheme.put("type", "oauthbearertoken");
        scheme.put("name", "Bearer token");
        scheme.put("description", "Authorization: Bearer, with the SCIM token of the directory");
        scheme.put("specUri", "https://www.rfc-editor.org/info/rfc6750");
        scheme.put("primary", true);
        return scheme;
    }
}
