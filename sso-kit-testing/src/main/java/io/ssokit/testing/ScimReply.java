package io.ssokit.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A SCIM server's answer. Immutable.
 *
 * @param status HTTP status
 * @param headers header values by lower-case name
 * @param body text of the body, empty for 204
 */
public record ScimReply(int status, Map<String, List<String>> headers, String body) {

    /** First value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Whether the status is 2xx. */
    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /**
     * This reply, if it is a success.
     *
     * @throws IllegalStateException with status and body if it is not
     */
    public ScimReply orThrow() {
        if (!isSuccess()) {
            throw new IllegalStateException("SCIM server answered " + status + ": " + body);
        }
        return this;
    }

    /**
     * The body as a JSON object; an empty map when there is no body.
     *
     * @throws IllegalArgumentException if the body is something else
     */
    public Map<String, Object> json() {
        return body.isEmpty() ? Map.of() : Json.readObject(body);
    }

    /**
     * The resource's {@code id}.
     *
     * @throws IllegalStateException if there is none
     */
    public String id() {
        return text("id").orElseThrow(() -> new IllegalStateException("no id in " + status + ": " + body));
    }

    /** {@code scimType} of an error (RFC 7644 §3.12). */
    public Optional<String> scimType() {
        return text("scimType");
    }

    /**
     * {@code totalResults} of a list (RFC 7644 §3.4.2).
     *
     * @throws IllegalStateException if this is no list
     */
    public int totalResults() {
        if (json().get("totalResults") instanceof Number number) {
            return number.intValue();
        }
        throw new IllegalStateException("no list in " + status + ": " + body);
    }

    /** {@code Resources} of a list; empty when there are none. */
    public List<Map<String, Object>> resources() {
        List<Map<String, Object>> resources = new ArrayList<>();
        if (json().get("Resources") instanceof List<?> list) {
            for (Object element : list) {
                Map<String, Object> resource = new LinkedHashMap<>();
                ((Map<?, ?>) element).forEach((name, value) -> resource.put(String.valueOf(name), value));
                resources.add(resource);
            }
        }
        return resources;
    }

    private Optional<String> text(String name) {
        return json().get(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }
}
