package io.ssokit.user;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One e-mail address of a person (RFC 7643 §4.1.2 {@code emails}).
 *
 * @param value the address as it came
 * @param type for example {@code work}
 * @param primary whether this is the one to write to; at most one address of a person is
 * @param display a label
 */
public record Email(String value, Optional<String> type, boolean primary, Optional<String> display) {
    /** A primary work address. */
    public static Email work(String value) {
        return new Email(value, Optional.of("work"), true, Optional.empty());
    }

    /** The known parts by their names in SCIM, in the order of RFC 7643. */
    public Map<String, Object> attributes() {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("value", value);
        display.ifPresent(part -> parts.put("display", part));
        type.ifPresent(part -> parts.put("type", part));
        parts.put("primary", primary);
        return Collections.unmodifiableMap(parts);
    }
}
