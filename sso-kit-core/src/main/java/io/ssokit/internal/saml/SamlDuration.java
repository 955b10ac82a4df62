package io.ssokit.internal.saml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code xs:duration} of {@code cacheDuration} (XML Schema Part 2 §3.2.6), to the second. A year counts as 365 days
 * and a month as 30: it is a hint about when to ask again, never a deadline.
 */
final class SamlDuration {
    private static final Pattern FORM = Pattern.compile("P(?:(\\d{1,6})Y)?(?:(\\d{1,6})M)?(?:(\\d{1,6})D)?"
            + "(?:T(?:(\\d{1,9})H)?(?:(\\d{1,9})M)?(?:(\\d{1,9}(?:\\.\\d{0,9})?)S)?)?");
    private static final long DAY = 86_400;
    private static final long[] SECONDS = {365 * DAY, 30 * DAY, DAY, 3600, 60};

    private SamlDuration() {}

    /** The duration in this attribute; null if the attribute is absent, or says nothing that could be obeyed. */
    static @Nullable Duration attribute(El element, String name) {
        String text = element.attribute(name);
        return text == null ? null : parse(XmlSpace.trim(text));
    }

    private static @Nullable Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        boolean empty = text.endsWith("P") || text.endsWith("T");
        if (text.length() > 80 || empty || !form.matches()) {
            return null;
        }
        long seconds = 0;
        for (int i = 0; i < SECONDS.length; i++) {
            String part = form.group(i + 1);
            seconds += part == null ? 0 : Long.parseLong(part) * SECONDS[i];
        }
        String last = form.group(SECONDS.length + 1);
        seconds += last == null ? 0 : new BigDecimal(last).longValue();
        return Duration.ofSeconds(seconds);
    }
}
