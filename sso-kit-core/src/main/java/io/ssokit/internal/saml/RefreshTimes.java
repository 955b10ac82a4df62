package io.ssokit.internal.saml;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When metadata is read again. Everything is shortened by up to a quarter at random, so that many nodes and connections
 * do not ask together.
 *
 * @param random between 0 and 1
 */
record RefreshTimes(DoubleSupplier random) {
    /** Unless the metadata itself says how long it may be cached. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    /** Whatever the metadata says: no identity provider is asked more often, no withdrawn key counts for longer. */
    private static final Duration MIN_FRESH = Duration.ofMinutes(1);

    private static final Duration MAX_FRESH = Duration.ofHours(6);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);

    /** While somebody may be waiting because there is no document at all. */
    private static final Duration MAX_RETRY_WITHOUT = Duration.ofMinutes(1);

    /** While there is one to go on with. */
    static final Duration MAX_RETRY = Duration.ofMinutes(15);

    private static final int MAX_DOUBLINGS = 10;

    /** How long a document serves while it cannot be read again. */
    static final Duration KEEP = Duration.ofDays(7);

    /** SAML Metadata 2.3.1: {@code cacheDuration} within our bounds, and in good time before {@code validUntil}. */
    Instant afterSuccess(IdpMetadata metadata, Instant now) {
        Duration fresh = metadata.cacheDuration().orElse(FRESH);
        Optional<Duration> left = metadata.validUntil().map(end -> Duration.between(now, end));
        if (left.isPresent() && left.get().dividedBy(2).compareTo(fresh) < 0) {
            fresh = left.get().dividedBy(2);
        }
        return now.plus(shortened(clamp(fresh)));
    }

    /**
     * Exponential back-off.
     *
     * @param failures in a row, at least one
     * @param hasDocument whether there is one to go on with until the longest wait is over
     */
    Instant afterFailure(int failures, boolean hasDocument, Instant now) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        Duration longest = hasDocument ? MAX_RETRY : MAX_RETRY_WITHOUT;
        return now.plus(shortened(wait.compareTo(longest) < 0 ? wait : longest));
    }

    private static Duration clamp(Duration asked) {
        if (asked.compareTo(MIN_FRESH) < 0) {
            return MIN_FRESH;
        }
        return asked.compareTo(MAX_FRESH) > 0 ? MAX_FRESH : asked;
    }

    private Duration shortened(Duration whole) {
        return whole.minusMillis((long) (whole.toMillis() / 4.0 * random.getAsDouble()));
    }
}
