package io.ssokit.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.internal.transform.Transform;
import io.ssokit.internal.transform.TransformInput;
import io.ssokit.internal.transform.TransformProblem;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Fuzz targets of attribute mappings: whatever an administrator writes and whatever an identity provider sends, nothing but
 * typed problems and results goes out, and no run takes more than 32 MiB. How to run them: docs/security.md.
 */
class MappingFuzz {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_ALLOCATED = 32L << 20;

    private static final Map<String, List<String>> ATTRIBUTES = Map.of(
            "Email", List.of("ada@acmesales.com"),
            "Groups", List.of("a", "b", "Admins"),
            "DN", List.of("CN=Ada,OU=People,DC=acme,DC=com"));

    /** A script, as it stands in a configuration. */
    @FuzzTest
    void script(byte[] source) {
        try {
            Transform transform = Transform.parse(text(source), Setters.NAMES);
            TransformInput input = new TransformInput(List.of("ada@acmesales.com"), ATTRIBUTES, "<a/>".repeat(1000));
            frugal(() -> assertThat(transform.run(input)).isNotNull());
        } catch (TransformProblem problem) {
            assertThat(problem.line()).isPositive();
            assertThat(problem.column()).isPositive();
            assertThat(problem.getMessage()).hasSizeLessThan(1500);
        }
    }

    /** Rules and what is sent, a line each: sources, default, separator, attribute name, value, and then a script. */
    @FuzzTest
    void rules(byte[] lines) {
        String[] parts = text(lines).split("\n", 6);
        String[] given = Arrays.copyOf(parts, 6);
        for (int i = parts.length; i < given.length; i++) {
            given[i] = "";
        }
        AttributeMapping mapping = AttributeMapping.DEFAULT;
        for (Field field : List.of(Field.USER_NAME, Field.GROUPS, Field.TITLE)) {
            AttributeRule rule = AttributeRule.of(field)
                    .readFrom(given[0].split(","))
                    .orElse(given[1])
                    .ignoreCase();
            rule = field == Field.TITLE ? rule.joinedBy(given[2]) : rule;
            rule = given[5].isEmpty() ? rule : rule.transformedBy(given[5]);
            if (rule.problems().isEmpty()) {
                mapping = mapping.with(rule);
            }
        }
        AttributeMapping built = mapping;
        Map<String, List<String>> sent = new HashMap<>(Map.of("email_verified", List.of("false")));
        sent.put(given[3], List.of(given[4].split(",")));
        frugal(() -> {
            Mapped mapped = built.dryRun(sent);
            assertThat(mapped.trace()).hasSizeGreaterThanOrEqualTo(6);
            assertThat(mapped.table().lines()).hasSize(mapped.trace().size() + 2);
            assertThat(mapped.values(Field.USER_NAME)).hasSizeLessThanOrEqualTo(1);
            assertThat(mapped.values(Field.TITLE)).hasSizeLessThanOrEqualTo(1);
            assertThat(mapped.problem().map(Mapped.Problem::received).orElse(""))
                    .hasSizeLessThan(1000);
        });
    }

    /** The place of an attribute: {@code {tidp.name}}. */
    @FuzzTest
    void template(byte[] place) {
        String written = text(place);
        try {
            Optional<String> name = IdpConnection.oidc("x")
                    .issuer("https://op.example")
                    .client("app", Secret.of("0123456789012345678901234567890123456789"))
                    .userAttribute(written)
                    .build()
                    .trust()
                    .jit()
                    .userAttribute();
            assertThat(name.map(n -> "{tidp." + n + "}")).contains(written);
        } catch (ConfigurationProblems problems) {
            assertThat(problems.problems())
                    .allSatisfy(problem -> assertThat(problem).startsWith("connections.x.user-attribute: "));
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /** The second time counts, if the first one was dear: it may have loaded classes. */
    private static void frugal(Runnable step) {
        if (allocatedBy(step) > MAX_ALLOCATED) {
            assertThat(allocatedBy(step)).isLessThanOrEqualTo(MAX_ALLOCATED);
        }
    }

    private static long allocatedBy(Runnable step) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        step.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
