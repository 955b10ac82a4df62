package io.ssokit.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a handler gets to see of one HTTP request; the body has been read, up to a cap. */
record Request(
        String method,
        String path,
        @Nullable String rawQuery,
        @Nullable String authorization,
        @Nullable String cookies,
        String body) {
    /** A POSTed AuthnRequest or token request is a few kilobytes; a megabyte is generous. */
    private static final int MAX_BODY = 1 << 20;

    static Request read(HttpExchange http) throws IOException {
        byte[] body = http.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new BadRequest("the request body is larger than " + MAX_BODY + " bytes");
        }
        return new Request(
                http.getRequestMethod(),
                http.getRequestURI().getPath(),
                http.getRequestURI().getRawQuery(),
                http.getRequestHeaders().getFirst("Authorization"),
                http.getRequestHeaders().getFirst("Cookie"),
                new String(body, StandardCharsets.UTF_8));
    }

    boolean isPost() {
        return "POST".equals(method);
    }

    Params query() {
        return Params.parse(rawQuery);
    }

    /** The octets that {@link #params} decodes. */
    @Nullable
    String raw() {
        return isPost() ? body : rawQuery;
    }

    /** The form of a POST, the query of anything else. */
    Params params() {
        return Params.parse(raw());
    }

    Optional<String> cookie(String name) {
        if (cookies == null) {
            return Optional.empty();
        }
        for (String pair : cookies.split(";", -1)) {
            String trimmed = pair.trim();
            if (trimmed.startsWith(name + "=")) {
                return Optional.of(trimmed.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
