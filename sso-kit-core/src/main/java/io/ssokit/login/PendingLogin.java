package io.ssokit.login;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An open attempt, as it travels in its sealed cookie. Immutable.
 *
 * @param handle goes out as RelayState or state
 * @param connection the connection that was asked
 * @param returnTo a path that {@link ReturnTo} has accepted
 * @param app the launch target to open after the sign-in, instead of that path
 * @param startedAt when
 * @param memory what the engine needs to finish
 */
record PendingLogin(
        String handle,
        String connection,
        String returnTo,
        Optional<String> app,
        Instant startedAt,
        Map<String, String> memory) {
    private static final String OWN = "_";
    private static final String ENGINES = "m";

    /** An attempt that ends in this app. */
    PendingLogin(String handle, String connection, String returnTo, Instant startedAt, Map<String, String> memory) {
        this(handle, connection, returnTo, Optional.empty(), startedAt, memory);
    }

    /** As text: a line per key and a line per value. No longer than it must be, for it travels in a cookie. */
    String encode() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put(OWN + "handle", handle);
        all.put(OWN + "connection", connection);
        all.put(OWN + "returnTo", returnTo);
        app.ifPresent(id -> all.put(OWN + "app", id));
        all.put(OWN + "startedAt", Long.toString(startedAt.toEpochMilli()));
        memory.forEach((key, value) -> all.put(ENGINES + key, value));
        StringBuilder text = new StringBuilder();
        all.forEach((key, value) ->
                text.append(line(key)).append('\n').append(line(value)).append('\n'));
        return text.toString();
    }

    /** Reads what {@link #encode} wrote; the text was sealed by us, so it is ours or an older release's. */
    static Optional<PendingLogin> decode(String text) {
        String[] lines = text.split("\n", -1);
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i + 1 < lines.length; i += 2) {
            all.put(text(lines[i]), text(lines[i + 1]));
        }
        try {
            return Optional.of(new PendingLogin(
                    own(all, "handle"),
                    own(all, "connection"),
                    own(all, "returnTo"),
                    Optional.ofNullable(all.get(OWN + "app")),
                    Instant.ofEpochMilli(Long.parseLong(own(all, "startedAt"))),
                    memory(all)));
        } catch (IllegalArgumentException otherRelease) {
            return Optional.empty();
        }
    }

    private static String own(Map<String, String> all, String name) {
        String value = all.get(OWN + name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }

    private static Map<String, String> memory(Map<String, String> all) {
        Map<String, String> memory = new LinkedHashMap<>();
        all.forEach((key, value) -> {
            if (key.startsWith(ENGINES)) {
                memory.put(key.substring(ENGINES.length()), value);
            }
        });
        return memory;
    }

    private static String line(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static String text(String line) {
        StringBuilder text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            boolean escape = line.charAt(i) == '\\' && i + 1 < line.length();
            char next = line.charAt(escape ? ++i : i);
            text.append(escape && next == 'n' ? '\n' : next);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "PendingLogin[" + connection + "]";
    }
}
