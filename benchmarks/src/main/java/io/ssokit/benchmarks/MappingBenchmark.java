package io.ssokit.benchmarks;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.Mapped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a sign-in pays for its attribute mapping, beside nothing but looking for the names. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 1)
public class MappingBenchmark {
    private static final String ONE_LOGINS_EXAMPLE = """
            var email = tidp_attributes["User.email"].split("@");

            var domain = email[1];

            if (domain === "acmesales.com") {

            setRoles("Sales");

            }
            """;

    private final Map<String, List<String>> attributes = new LinkedHashMap<>(Map.of(
            "User.email", List.of("ada@acmesales.com"),
            "User.FirstName", List.of("Ada"),
            "User.LastName", List.of("Lovelace"),
            "memberOf", List.of("Engineering", "Admins", "Everyone")));

    private final AttributeMapping transforming =
            AttributeMapping.DEFAULT.with(AttributeRule.of(Field.EMAIL).transformedBy(ONE_LOGINS_EXAMPLE));

    /** The floor: looking for the usual names of the six fields. */
    @Benchmark
    public void floor(Blackhole sink) {
        for (AttributeRule rule : AttributeMapping.DEFAULT.rules()) {
            for (String name : AttributeMapping.DEFAULT.sources(rule.field())) {
                List<String> values = attributes.get(name);
                if (values != null) {
                    sink.consume(values);
                    break;
                }
            }
        }
    }

    /** The usual names, with the trace of every row. */
    @Benchmark
    public Mapped usual() {
        return AttributeMapping.DEFAULT.evaluate(attributes, () -> "");
    }

    /** The same with the script of OneLogin's guide. */
    @Benchmark
    public Mapped transforming() {
        return transforming.evaluate(attributes, () -> "");
    }
}
