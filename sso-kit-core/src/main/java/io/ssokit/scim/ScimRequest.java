package io.ssokit.scim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A SCIM request without HTTP, for {@link ScimEndpoint#handle}. Immutable, but for the body's bytes, which nobody changes.
 *
 * @param method as it came, for example {@code PATCH}
 * @param path below the SCIM base URL, percent-encoded as it came, for example {@code /Users/42}; empty for the base
 * @param query what stands after {@code ?}, as it came
 * @param headers values by lower-case name, each header line one value
 * @param body at least the first {@link ScimEndpoint#MAX_BODY_BYTES} + 1 bytes that came; empty if none
 */
public record ScimRequest(
        String method, String path, Optional<String> query, Map<String, List<String>> headers, byte[] body) {
    public ScimRequest {
        headers = isCopy(headers) ? headers : copy(headers);
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return Map.copyOf(copy);
    }

    /** Whether {@link #copy} would change nothing: immutable maps and lists are their own copies. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isCopy(Map<String, List<String>> headers) {
        if (Map.copyOf(headers) != headers) {
            return false;
        }
        for (Map.Entry<String, List<String>> header : headers.entrySet()) {
            if (List.copyOf(header.getValue()) != header.getValue()
                    || !header.getKey().equals(header.getKey().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    /** A request without headers and body; {@code target} is the path with its query. */
    public static ScimRequest of(String method, String target) {
        int mark = target.indexOf('?');
        return new ScimRequest(
                method,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
                Map.of(),
                new byte[0]);
    }

    /** The same request with one more header line. */
    public ScimRequest header(String name, String value) {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        List<String> values = new ArrayList<>(headers(name));
        values.add(value);
        more.put(name.toLowerCase(Locale.ROOT), values);
        return new ScimRequest(method, path, query, more, body);
    }

    /** The same request with a JSON body of type {@code application/scim+json}. */
    public ScimRequest json(String json) {
        return json(json.getBytes(StandardCharsets.UTF_8));
    }

    ScimRequest json(byte[] json) {
        return header("Content-Type", "application/scim+json").body(json);
    }

    /** The same request with another body. */
    ScimRequest body(byte[] bytes) {
        return new ScimRequest(method, path, query, headers, bytes);
    }

    /** All values of a header, in the order they came. */
    public List<String> headers(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** A header whose lines make one comma-separated list (RFC 9110 §5.3). */
    Optional<String> header(String name) {
        List<String> values = headers(name);
        return switch (values.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(values.get(0));
            default -> Optional.of(String.join(", ", values));
        };
    }

    /** Method and path only: headers hold the token, query and body people's data. */
    @Override
    public String toString() {
        return "ScimRequest[" + method + " " + path + "]";
    }
}
