package io.ssokit.internal.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scripts by chance, always the same ones: whatever they are, what comes out is typed, and no run takes more than its budget. */
class RandomScriptsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long FRUGAL = 32L << 20;

    private static final String[] WORDS = {
        "var a = ",
        "let b = ",
        "a",
        "b",
        "=",
        "+=",
        ";",
        "\n",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "if (",
        "else ",
        "else if (",
        "\"x\"",
        "'@'",
        "''",
        "0",
        "1",
        "2.5",
        "-",
        "+",
        "*",
        "/",
        "===",
        "!==",
        "==",
        "<",
        "&&",
        "||",
        "??",
        "?",
        ":",
        "!",
        "typeof ",
        ".",
        ",",
        ".split(",
        ".join(",
        ".concat(",
        ".push(",
        ".replaceAll(",
        ".slice(",
        ".length",
        ".indexOf(",
        "tidp_attributes[\"many\"]",
        "tidp_attributes.one",
        "tidp_attributes",
        "current_value",
        "saml_response",
        "setRoles(",
        "setTitle(",
        "reject(",
        "true",
        "null",
        "undefined",
        "// x",
        "/* y */",
        "for (",
        "\\",
        "#",
        "\u00e9"
    };

    private static final String[] VALUES = {
        "a",
        "b",
        "\"x\"",
        "'@'",
        "''",
        "0",
        "1",
        "2.5",
        "true",
        "null",
        "undefined",
        "[]",
        "['p', 'q']",
        "current_value",
        "saml_response",
        "tidp_attributes.one",
        "tidp_attributes[\"many\"]",
        "tidp_attributes[a]"
    };

    private static final String[] METHODS = {
        "split",
        "join",
        "concat",
        "push",
        "pop",
        "shift",
        "replaceAll",
        "replace",
        "slice",
        "substring",
        "substr",
        "indexOf",
        "lastIndexOf",
        "includes",
        "startsWith",
        "endsWith",
        "trim",
        "toUpperCase",
        "charAt"
    };

    private static final String[] OPERATORS = {
        "+", "-", "*", "/", "%", "===", "!==", "==", "!=", "<", ">=", "&&", "||", "??"
    };

    private final TransformInput input = new TransformInput(
            List.of("ada@acme.com"),
            Map.of("one", List.of("x@y"), "many", List.of("p", "q", "@")),
            "<saml>".repeat(10_000));

    private int ran;
    private int refused;

    @Test
    void wordsByChance_anyOrder_onlyTypedResults() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder script = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                script.append(WORDS[random.nextInt(WORDS.length)]);
            }
            check(script.toString());
        }
        assertThat(ran).isPositive();
        assertThat(refused).isPositive();
    }

    @Test
    void scriptsByChance_allWellFormed_onlyTypedResults() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder script = new StringBuilder("var a = 'a', b = ['b'];");
            for (int length = random.nextInt(20); length > 0; length--) {
                script.append(statement(random, 3));
            }
            check(script.toString());
        }
        assertThat(refused).as("%d of them are the language's", ran).isLessThan(ran / 2);
    }

    private static String statement(Random random, int depth) {
        return switch (random.nextInt(7)) {
            case 0 -> "setRoles(" + expression(random, depth) + ");";
            case 1 -> "if (" + expression(random, depth) + ") { b = " + expression(random, depth) + "; }";
            case 2 -> "b += " + expression(random, depth) + "\n";
            case 3 -> random.nextInt(9) == 0 ? "reject(" + expression(random, depth) + ");" : ";";
            default -> "a = " + expression(random, depth) + ";";
        };
    }

    private static String expression(Random random, int depth) {
        String value = VALUES[random.nextInt(VALUES.length)];
        if (depth == 0) {
            return value;
        }
        return switch (random.nextInt(6)) {
            case 0 ->
                "(" + expression(random, depth - 1) + ") " + OPERATORS[random.nextInt(OPERATORS.length)] + " ("
                        + expression(random, depth - 1) + ")";
            case 1, 2 -> call(random, depth);
            case 3 -> value + "[" + (random.nextBoolean() ? "0" : "1") + "]";
            case 4 -> "(" + expression(random, depth - 1) + " ? " + value + " : " + expression(random, depth - 1) + ")";
            default -> value;
        };
    }

    private static String call(Random random, int depth) {
        String method = METHODS[random.nextInt(METHODS.length)];
        Method known = Method.find(method).orElseThrow();
        StringBuilder arguments = new StringBuilder();
        int count = known.least() + random.nextInt(Math.min(3, known.most() - known.least() + 1));
        for (int i = 0; i < count; i++) {
            arguments.append(i == 0 ? "" : ", ").append(expression(random, depth - 1));
        }
        return VALUES[random.nextInt(VALUES.length)] + "." + method + "(" + arguments + ")";
    }

    private void check(String script) {
        Transform transform;
        try {
            transform = Transform.parse(script, Runs.SETTERS);
        } catch (TransformProblem problem) {
            assertThat(problem.line()).as(script).isPositive();
            assertThat(problem.column()).as(script).isPositive();
            refused++;
            return;
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        TransformOutcome outcome = transform.run(input);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(script).isLessThan(FRUGAL);
        assertThat(outcome).as(script).isNotNull();
        ran++;
    }
}
