package io.ssokit.testing;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What a {@link ScimLoad} has measured. Immutable.
 *
 * @param elapsed from the first request of the mix to the last answer
 * @param operations by kind; without preparation and clearing up
 * @param statuses how many answers had which HTTP status; 0 stands for none within a minute
 * @param throttled answers 429 and 503 after which the client waited and asked again; not errors
 * @param errors operations that failed for good: refused, without an answer, or still throttled at the last attempt
 */
public record ScimLoadReport(
        Duration elapsed,
        Map<ScimLoad.Operation, Timing> operations,
        Map<Integer, Long> statuses,
        long throttled,
        long errors) {
    public ScimLoadReport {
        operations = Map.copyOf(operations);
        statuses = Map.copyOf(statuses);
    }

    /**
     * Times of one kind of operation, of the request that was answered in the end: waiting on request of the server does not
     * count.
     */
    public record Timing(long count, Duration p50, Duration p95, Duration p99) {
        static Timing of(Latencies latencies) {
            return new Timing(
                    latencies.count(), latencies.quantile(0.50), latencies.quantile(0.95), latencies.quantile(0.99));
        }
    }

    /** All operations, whatever came of them. */
    public long count() {
        return operations.values().stream().mapToLong(Timing::count).sum();
    }

    /** Operations in a second. */
    public double throughput() {
        return count() / Math.max(0.001, elapsed.toNanos() / 1e9);
    }

    /** A table to read. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%,d operations in %.1f s: %,.0f a second; %,d errors, %,d times throttled; answers by status %s%n",
                count(),
                elapsed.toNanos() / 1e9,
                throughput(),
                errors,
                throttled,
                new java.util.TreeMap<>(statuses)));
        text.append(String.format("%-14s %10s %10s %10s %10s%n", "", "count", "p50 ms", "p95 ms", "p99 ms"));
        for (ScimLoad.Operation kind : ScimLoad.Operation.values()) {
            Timing timing = operations.get(kind);
            if (timing != null) {
                text.append(String.format(
                        Locale.ROOT,
                        "%-14s %,10d %10.1f %10.1f %10.1f%n",
                        kind.word(),
                        timing.count(),
                        timing.p50().toNanos() / 1e6,
                        timing.p95().toNanos() / 1e6,
                        timing.p99().toNanos() / 1e6));
            }
        }
        return text.toString();
    }
}
