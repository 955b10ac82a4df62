package io.ssokit.testing;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP response as a value. */
record Reply(int status, Map<String, String> headers, byte[] body) {

    static Reply of(int status, String contentType, String body) {
        return new Reply(
                status,
                Map.of("Content-Type", contentType, "Cache-Control", "no-store"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(int status, Object value) {
        return of(status, "application/json", Json.write(value));
    }

    static Reply text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** 303 makes every browser continue with GET, whatever came before (RFC 9110 §15.4.4). */
    static Reply redirect(String location) {
        return new Reply(303, Map.of("Location", location, "Cache-Control", "no-store"), new byte[0]);
    }

    Reply with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body);
    }

    void write(HttpExchange http) throws IOException {
        headers.forEach(http.getResponseHeaders()::set);
        // this server writes head and body apart; on a kept connection the second waits 40 ms for the first one's ACK
        http.getResponseHeaders().set("Connection", "close");
        boolean empty = body.length == 0 || "HEAD".equals(http.getRequestMethod());
        http.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            http.getResponseBody().write(body);
        }
    }
}
