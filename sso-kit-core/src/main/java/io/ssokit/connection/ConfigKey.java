package io.ssokit.connection;

import java.util.List;

/**
 * One key that a configuration may have. Immutable.
 *
 * @param path from the top, with dots; {@code *} stands for a name that the app chooses: {@code connections.*.label}
 * @param kind what may stand there
 * @param choices what a {@link Kind#CHOICE} may be, as it is usually spelled; empty for every other kind
 */
public record ConfigKey(String path, Kind kind, List<String> choices) {
    public ConfigKey {
        choices = List.copyOf(choices);
    }

    /** What may stand at a key. */
    public enum Kind {
        /** Any text. */
        TEXT,
        /** A text that is never printed. */
        SECRET,
        /** An absolute URL. */
        URL,
        /** A whole number. */
        NUMBER,
        /** {@code 8h}, {@code 30m}, {@code 300s} or ISO-8601. */
        DURATION,
        /** {@code true} or {@code false}. */
        FLAG,
        /** One of a few words. */
        CHOICE,
        /** Texts, or one text. */
        LIST
    }
}
