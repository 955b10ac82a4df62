package io.ssokit.scim;

import java.time.Duration;
import java.util.Locale;

/**
 * What a client would like (RFC 7240). Immutable.
 *
 * @param async {@code respond-async}: to be answered before the work is done
 * @param patience {@code wait}: how long it would rather wait for the work; none if it does not say
 */
record Preference(boolean async, Duration patience) {
    private static final int MOST_DIGITS = 6;

    static Preference of(ScimRequest request) {
        boolean async = false;
        Duration patience = Duration.ZERO;
        for (String preference : request.header("Prefer").orElse("").split(",")) {
            // What stands behind a semicolon are parameters, of which these two have none.
            String word = preference.split(";", -1)[0].trim().toLowerCase(Locale.ROOT);
            String[] parts = word.split("=", 2);
            String name = parts[0].trim();
            async |= name.equals("respond-async");
            if (name.equals("wait") && parts.length == 2) {
                patience = seconds(parts[1].trim());
            }
        }
        return new Preference(async, patience);
    }

    private static Duration seconds(String text) {
        boolean number =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Duration.ofSeconds(Integer.parseInt(text)) : Duration.ZERO;
    }
}
