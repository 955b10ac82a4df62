package io.ssokit.scim;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What to answer a {@link ScimRequest}. Immutable, but for the body's bytes, which nobody changes.
 *
 * @param status HTTP status
 * @param headers values by name; {@code Content-Type} among them if there is a body
 * @param body UTF-8 JSON; empty if none
 */
public record ScimResponse(int status, Map<String, String> headers, byte[] body) {
    public ScimResponse {
        headers = Map.copyOf(headers);
    }

    /** A header's value; the name as {@link #headers()} spells it. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body as text; empty if none. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
