package io.ssokit.internal.saml;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code xs:dateTime} of SAML Core 1.3.3: {@code Z} or an offset is required, fractions of a second are allowed. A
 * time without a zone is refused, because any guess about it moves a deadline by hours.
 */
final class SamlTime {
    private static final int DATE_AND_TIME = "2026-01-31T23:59:59".length();
    private static final int SECONDS_OF_DAY = 86_400;

    private SamlTime() {}

    /** The time in this attribute, or null if the attribute is absent. */
    static @Nullable Instant attribute(El element, String name) {
        String text = element.attribute(name);
        return text == null ? null : parse(text, name);
    }

    /** The time in this attribute, which must be there. */
    static Instant required(El element, String name) {
        String text = element.attribute(name);
        if (text == null) {
            throw SamlRefusal.structure(name + " of " + element.local(), "nothing");
        }
        return parse(text, name);
    }

    private static Instant parse(String text, String name) {
        try {
            return parse(XmlSpace.trim(text));
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw SamlRefusal.structure(name + " as date, time and zone", SamlRefusal.quote(text));
        }
    }

    /** @throws DateTimeException if it is not such a time; IndexOutOfBoundsException if it ends too early */
    static Instant parse(String text) {
        separator(text, 4, '-');
        separator(text, 7, '-');
        separator(text, 10, 'T');
        separator(text, 13, ':');
        separator(text, 16, ':');
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        // XML Schema Part 2 §3.2.7.1: 24:00:00 is midnight at the end of the day; there are no leap seconds.
        if (hour > 24 || minute > 59 || second > 59 || hour == 24 && minute + second > 0) {
            throw new DateTimeException("not a time of day");
        }
        int zone = DATE_AND_TIME;
        int nanos = 0;
        if (text.charAt(zone) == '.') {
            int scale = 100_000_000;
            for (zone++; isDigit(text.charAt(zone)); zone++, scale /= 10) {
                nanos += (text.charAt(zone) - '0') * scale;
            }
            if (zone == DATE_AND_TIME + 1) {
                throw new DateTimeException("no fraction after the point");
            }
        }
        long secondOfEpoch = date.toEpochDay() * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second;
        return Instant.ofEpochSecond(secondOfEpoch - offset(text, zone), nanos);
    }

    /** Seconds east of UTC. */
    private static int offset(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z' && text.length() == at + 1) {
            return 0;
        }
        if (sign != '+' && sign != '-' || text.length() != at + 6) {
            throw new DateTimeException("no time zone");
        }
        separator(text, at + 3, ':');
        int minutes = number(text, at + 1, at + 3) * 60 + number(text, at + 4, at + 6);
        if (minutes > 14 * 60 || number(text, at + 4, at + 6) > 59) {
            throw new DateTimeException("not a time zone");
        }
        return sign == '+' ? minutes * 60 : -minutes * 60;
    }

    private static void separator(String text, int at, char expected) {
        if (text.charAt(at) != expected) {
            throw new DateTimeException("no " + expected + " where it belongs");
        }
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                throw new DateTimeException("not a digit");
            }
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
