package io.ssokit.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class MovableClock extends Clock {
    private volatile Instant now;

    private MovableClock(Instant now) {
        this.now = now;
    }

    /** Stands at this time. */
    public static MovableClock at(Instant now) {
        return new MovableClock(now);
    }

    /** Stands at this time, in ISO-8601. */
    public static MovableClock at(String now) {
        return at(Instant.parse(now));
    }

    /** Lets time pass, or turns it back. */
    public void advance(Duration by) {
        now = now.plus(by);
    }

    /** Puts it to another time. */
    public void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
