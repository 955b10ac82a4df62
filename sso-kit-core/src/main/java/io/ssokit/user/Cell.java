package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One value of a record as comparisons read it; what they need of it is worked out once, however many they are. Used by one
 * thread.
 */
final class Cell {
    private final @Nullable Object value;
    private final int depth;
    private @Nullable String folded;
    private @Nullable Optional<Instant> instant;

    private Cell(@Nullable Object value, int depth) {
        this.value = value;
        this.depth = depth;
    }

    /** RFC 7644 §3.4.2.2: a complex value compares its sub-attribute {@code value}. */
    static Cell of(@Nullable Object raw) {
        Object value = raw;
        int depth = 0;
        while (value instanceof Map<?, ?> complex) {
            value = complex.get("value");
            depth++;
        }
        return new Cell(value, depth);
    }

    @Nullable
    Object value() {
        return value;
    }

    /** How many {@code .value} below the attribute this was found. */
    int depth() {
        return depth;
    }

    String text(String text, boolean caseExact) {
        if (caseExact) {
            return text;
        }
        String key = folded;
        if (key == null) {
            key = CaseKey.of(text);
            folded = key;
        }
        return key;
    }

    Optional<Instant> instant() {
        Optional<Instant> time = instant;
        if (time == null) {
            time = UserFilters.instant(value);
            instant = time;
        }
        return time;
    }
}
