package io.ssokit.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Compares benchmarks with the floor of their class: each benchmark runs once per round in a JVM of its own, every second
 * round in the opposite order, so that a machine that gets slower meanwhile is not taken for slower code. Prints a
 * {@link Comparison}.
 */
public final class Benchmarks {
    private static final int ROUNDS = 2;
    /**
     * Nothing is inherited from the JVM that starts the others. -Xbatch: what is hot is compiled before it goes on, so
     * that a busy machine delays the warm-up and does not spoil it.
     */
    private static final String[] JVM = {
        "-Xms512m", "-Xmx512m", "-Xbatch", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"
    };

    private Benchmarks() {}

    /**
     * @param args patterns of benchmark names, and JMH's own options; {@code -f} is the number of rounds
     * @throws RunnerException if a benchmark fails, or none matches
     */
    public static void main(String[] args) throws CommandLineOptionException, RunnerException {
        Settings settings = new Settings(args);
        List<String> order = settings.chosen();
        int rounds = settings.getForkCount().orElse(ROUNDS);
        Comparison comparison = new Comparison(order);
        for (int round = 1; round <= rounds; round++) {
            for (String name : order) {
                System.out.printf("round %d of %d: %s%n", round, rounds, Comparison.shortName(name));
                comparison.add(name, run(settings, name));
            }
            Collections.reverse(order);
        }
        System.out.println();
        System.out.print(comparison.table());
    }

    private static RunResult run(Settings settings, String name) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .parent(settings)
                        .include("^" + name.replace(".", "\\.") + "$")
                        .forks(1)
                        .jvmArgs(JVM)
                        .addProfiler(GCProfiler.class)
                        .addProfiler(CpuTime.class)
                        .shouldFailOnError(true)
                        .verbosity(settings.verbosity().orElse(VerboseMode.SILENT))
                        .build())
                .runSingle();
    }

    /** JMH's command line; which benchmarks it names is asked once and not by each run. */
    private static final class Settings extends CommandLineOptions {
        Settings(String... args) throws CommandLineOptionException {
            super(args);
        }

        @Override
        public List<String> getIncludes() {
            return List.of();
        }

        /** The benchmarks that the command line names, by name. */
        List<String> chosen() throws RunnerException {
            List<String> names = new ArrayList<>(BenchmarkList.defaultList()
                    .find(
                            OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                            super.getIncludes(),
                            getExcludes())
                    .stream()
                    .map(BenchmarkListEntry::getUsername)
                    .toList());
            if (names.isEmpty()) {
                throw new RunnerException("no benchmark matches " + super.getIncludes());
            }
            return names;
        }
    }
}
