package io.ssokit.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/**
 * What the benchmarks of one run cost, as multiples of the method {@code floor} of their class. Each figure is the
 * least of all iterations: what else a machine does only ever adds to it. Not thread-safe.
 */
final class Comparison {
    private static final String FLOOR = "floor";
    private static final String BYTES = "gc.alloc.rate.norm";

    /** One benchmark in one round. */
    private record Cost(double nanos, double bytes) {
        static Cost of(RunResult run) {
            return new Cost(least(values(run, CpuTime.RESULT)), least(values(run, BYTES)));
        }

        private static DoubleStream values(RunResult run, String name) {
            return run.getBenchmarkResults().stream()
                    .flatMap(fork -> fork.getIterationResults().stream())
                    .mapToDouble(iteration -> value(iteration, name));
        }

        /** JMH leaves the bytes out where there are none. */
        private static double value(IterationResult iteration, String name) {
            boolean there = iteration.getSecondaryResults().containsKey(name);
            return there ? iteration.getSecondaryResults().get(name).getScore() : 0;
        }
    }

    private final Map<String, List<Cost>> costs = new LinkedHashMap<>();

    /** @param names the benchmarks, in the order of the table */
    Comparison(List<String> names) {
        names.forEach(name -> costs.put(name, new ArrayList<>()));
    }

    void add(String name, RunResult round) {
        costs.get(name).add(Cost.of(round));
    }

    /** A table in Markdown. */
    String table() {
        return Stream.concat(
                        Stream.of(
                                "| benchmark | CPU ns per call | x floor | x floor, by round | bytes per call |",
                                "|---|---|---|---|---|"),
                        costs.keySet().stream().map(this::row))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    static String shortName(String name) {
        return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
    }

    private String row(String name) {
        List<Cost> own = costs.get(name);
        List<Cost> floors = costs.getOrDefault(name.substring(0, name.lastIndexOf('.') + 1) + FLOOR, List.of());
        double nanos = least(own.stream().mapToDouble(Cost::nanos));
        double bytes = least(own.stream().mapToDouble(Cost::bytes));
        String ratio = "-";
        String rounds = "-";
        if (floors.size() == own.size()) {
            ratio = "%.1f".formatted(nanos / least(floors.stream().mapToDouble(Cost::nanos)));
            rounds = IntStream.range(0, own.size())
                    .mapToObj(round -> "%.1f"
                            .formatted(
                                    own.get(round).nanos() / floors.get(round).nanos()))
                    .collect(Collectors.joining(", "));
        }
        return "| %s | %,.0f | %s | %s | %,.0f |".formatted(shortName(name), nanos, ratio, rounds, bytes);
    }

    private static double least(DoubleStream values) {
        return values.min().orElseThrow();
    }
}
