package io.ssokit.login;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An open attempt, as it travels in its sealed cookie. Immutable.
 *
 * @param handle goes out as RelayState or state
 * @param connection the connection that was asked
 * @param returnTo a path that {@link ReturnTo} has accepted
 * @param startedAt when
 * @param memory what the engine needs to finish
 */
record PendingLogin(String handle, String connection, String returnTo, Instant startedAt, Map<String, String> memory) {
    private static final String OWN = "_";

    /** As text: URL-encoded pairs, the engine's memory beside our own values. */
    String encode() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(OWN + "handle", handle);
        all.put(OWN + "connection", connection);
        all.put(OWN + "returnTo", returnTo);
        all.put(OWN + "startedAt", Long.toString(startedAt.toEpochMilli()));
        memory.forEach((key, value) -> all.put("m" + key, value));
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) -> text.append(text.length() == 0 ? "" : "&")
                .append(encode(key))
                .append('=')
                .append(encode(value)));
        return text.toString();
    }

    /** Reads what {@link #encode} wrote; the text was sealed by us, so it is ours or an older release's. */
    static Optional<PendingLogin> decode(String text) {
        Map<String, String> own = new LinkedHashMap<>();
        Map<String, String> memory = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                return Optional.empty();
            }
            String key = decodeText(pair.substring(0, equals));
            String value = decodeText(pair.substring(equals + 1));
            (key.startsWith(OWN) ? own : memory).put(key.substring(1), value);
        }
        if (!own.keySet().containsAll(Set.of("handle", "connection", "returnTo", "startedAt"))) {
            return Optional.empty();
        }
        return Optional.of(new PendingLogin(
                own.getOrDefault("handle", ""),
                own.getOrDefault("connection", ""),
                own.getOrDefault("returnTo", ""),
                Instant.ofEpochMilli(Long.parseLong(own.getOrDefault("startedAt", "0"))),
                memory));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decodeText(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "PendingLogin[" + connection + "]";
    }
}
