package io.ssokit.scim;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Points in time as {@link Instant#toString} writes them; a list of a hundred people has two hundred of them. */
final class Timestamps {
    private static final int MAX_YEAR = 9_999;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private Timestamps() {}

    /** RFC 7643 §2.3.5. */
    static String text(Instant instant) {
        int nanos = instant.getNano();
        LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
        if (nanos % NANOS_PER_MILLI != 0 || time.getYear() < 1_000 || time.getYear() > MAX_YEAR) {
            return instant.toString();
        }
        StringBuilder text = new StringBuilder(24).append(time.getYear());
        two(text.append('-'), time.getMonthValue());
        two(text.append('-'), time.getDayOfMonth());
        two(text.append('T'), time.getHour());
        two(text.append(':'), time.getMinute());
        two(text.append(':'), time.getSecond());
        if (nanos > 0) {
            int millis = nanos / NANOS_PER_MILLI;
            two(text.append('.').append((char) ('0' + millis / 100)), millis % 100);
        }
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
