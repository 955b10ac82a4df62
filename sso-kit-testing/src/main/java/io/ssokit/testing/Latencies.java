package io.ssokit.testing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long answers took, kept in buckets that are 3 % wide at most, so that a run of any length costs the same memory.
 * Thread-safe.
 */
final class Latencies {
    // 32 buckets between two powers of two, in microseconds; 2^40 µs are twelve days.
    private static final int FINE_BITS = 5;
    private static final int FINE = 1 << FINE_BITS;
    private static final int BUCKETS = 41 * FINE;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void add(long nanos) {
        counts.incrementAndGet(bucket(Math.max(0, nanos / 1_000)));
    }

    long count() {
        long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    /** The time within which this share of the answers came, between 0 and 1; zero if there was none. */
    Duration quantile(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Duration.ofNanos(upperBound(i) * 1_000);
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long micros) {
        if (micros < FINE) {
            return (int) micros;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(micros);
        int fine = (int) (micros >>> (exponent - FINE_BITS)) - FINE;
        return Math.min(BUCKETS - 1, (exponent - FINE_BITS + 1) * FINE + fine);
    }

    private static long upperBound(int bucket) {
        if (bucket < FINE) {
            return bucket;
        }
        int shift = bucket / FINE - 1;
        return ((long) (FINE + bucket % FINE + 1) << shift) - 1;
    }
}
