package io.ssokit.internal.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that would take a server's time or memory, or reach into it: each ends in a typed result, and soon. */
class HostileScriptsTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration SOON = Duration.ofMillis(100);
    private static final long FRUGAL = 32L << 20;
    private static final String HUGE = "a".repeat(512 * 1024);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''['class']",
                "''['constructor']",
                "''.class",
                "''.constructor('return 1')()",
                "''.getClass().forName('java.lang.Runtime')",
                "''.__proto__",
                "[].constructor.constructor('return process')()",
                "[]['__proto__']",
                "(1).constructor",
                "tidp_attributes.constructor('x')",
                "tidp_attributes.getClass()",
                "reject.constructor",
                "setRoles.call('x')",
                "this",
                "this.constructor",
                "globalThis",
                "window",
                "self",
                "java.lang.System.exit(1)",
                "Packages.java.lang.Runtime",
                "importPackage(java.io)",
                "eval('1')",
                "Function('return 1')()",
                "new Function('return 1')",
                "require('fs')",
                "process.exit()",
                "load('http://x')",
                "JSON.stringify([])",
                "Object.keys(tidp_attributes)",
                "Math.random()",
                "Date.now()",
                "console.log('x')",
                "setTimeout('x', 1)",
                "String.fromCharCode(65)",
                "Array(1 << 27).fill(0)",
                "''.repeat(1e9)",
                "''.padStart(1000000000)",
                "arguments",
                "with ('') {}",
                "a: for (;;) {}",
                "`${1}`",
                "\\u0065val('1')",
                "ev\\u0061l('1')",
                "'a' \u0000",
                "'\u00e4'",
                "var \u0430 = 1",
                "'a'\u2028reject('x')",
                "'\u202e'",
                "\ufeff1",
                "''?.length",
                "''[`length`]",
                "[...'abc']",
                "var [a, b] = ['a']",
                "var {a} = 'x'",
                "delete tidp_attributes.Email",
                "tidp_attributes.Email = 'root@acme.com'",
                "[].push.apply([], [])",
                "'%s'.format('x')",
                "<!-- x -->",
                "#!/bin/sh",
                "${jndi:ldap://x}"
            })
    void parse_reachingOut_isRefused(String script) {
        assertThat(catchThrowable(() -> Transform.parse(script, Runs.SETTERS)))
                .as(script)
                .isExactlyInstanceOf(TransformProblem.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var k = 'class'; ''[k]",
                "var k = 'constructor'; [][k]",
                "var k = '__proto__'; setTitle(tidp_attributes[k])",
                "setTitle(tidp_attributes.constructor)",
                "setTitle(tidp_attributes.__proto__)",
                "setTitle(tidp_attributes['\\x63lass'])",
                "'a'['0' + 1]",
                "tidp_attributes[tidp_attributes]",
                "tidp_attributes[[]]",
                "[1, 2][[0]]",
                "[tidp_attributes]",
                "var a = 1 / 0; [1][a].length",
                "'a'[-0 - 1].length",
            })
    void run_reachingOut_fails(String script) {
        assertThat(run(script)).isInstanceOf(TransformOutcome.Failed.class);
    }

    @ParameterizedTest
    @MethodSource("bombs")
    void run_bomb_failsSoonAndFrugally(String name, String script) {
        Transform transform = Transform.parse(script, Runs.SETTERS);
        TransformInput input = new TransformInput(
                List.of(HUGE), Map.of("many", Collections.nCopies(100_000, "x"), "huge", List.of(HUGE)), HUGE);
        long best = Long.MAX_VALUE;
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            long memory = THREADS.getCurrentThreadAllocatedBytes();
            // Of this thread: what is measured is the work, not what else the machine does.
            long start = THREADS.getCurrentThreadCpuTime();
            TransformOutcome outcome = transform.run(input);
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
            allocated = Math.min(allocated, THREADS.getCurrentThreadAllocatedBytes() - memory);
            assertThat(outcome).as(name).isInstanceOf(TransformOutcome.Failed.class);
        }
        assertThat(Duration.ofNanos(best)).as(name).isLessThan(SOON);
        assertThat(allocated).as(name).isLessThan(FRUGAL);
    }

    static List<Arguments> bombs() {
        Map<String, String> bombs = new LinkedHashMap<>();
        bombs.put("doubling", "var s = 'ab';" + "s += s;".repeat(500));
        bombs.put("doubling by concat", "var s = 'ab';" + "s = s.concat(s, s, s, s);".repeat(100));
        bombs.put("nested replaceAll", "var s = 'aaaaaaaaaa';" + "s = s.replaceAll('a', s);".repeat(100));
        bombs.put("replaceAll of nothing", "var s = 'aaaaaaaaaa';" + "s = s.replaceAll('', s);".repeat(100));
        bombs.put("arrays doubling", "var a = ['x'];" + "a = a.concat(a, a, a, a);".repeat(100));
        bombs.put(
                "pushing", "var a = [1,2,3,4,5,6,7,8]; var b = a;" + "b = b.concat(b); a.push(b.length);".repeat(100));
        bombs.put("long separator", "setTitle(tidp_attributes['many'].join('" + "y".repeat(5000) + "'))");
        bombs.put("letters", "setTitle(saml_response.split('').length)");
        bombs.put("splitting everywhere", "setTitle(saml_response.split('a').join('" + "y".repeat(5000) + "'))");
        bombs.put("copies", "var s = saml_response;" + "s = s + 'x';".repeat(300));
        bombs.put("cases", "saml_response.toUpperCase();".repeat(200));
        bombs.put("cases of many", "tidp_attributes.many.slice().concat(tidp_attributes.many);".repeat(20));
        bombs.put("searching", "saml_response.indexOf('ab');".repeat(250));
        bombs.put("searching backwards", "saml_response.lastIndexOf('ba');".repeat(250));
        bombs.put(
                "searching what nearly fits",
                "var n = 'aaaaaaaaaaaaaaaa'; n += n; n += n; n += n; n += n; n += n; n += n; n = n + 'b';"
                        + "saml_response.indexOf(n);".repeat(200));
        bombs.put("long arrays", "tidp_attributes.many.indexOf('y');".repeat(200));
        bombs.put("shifting", "tidp_attributes.many.shift();".repeat(200));
        bombs.put("comparing", "saml_response === current_value + '';".repeat(200));
        bombs.put("setting", "setRoles(tidp_attributes.many);".repeat(200));
        return bombs.entrySet().stream()
                .map(bomb -> Arguments.of(bomb.getKey(), bomb.getValue()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "[",
                "{",
                "!",
                "-",
                "typeof ",
                "a?",
                "if(1)",
                "if(1){",
                "if(1);else ",
                "[[],",
                "tidp_attributes["
            })
    void parse_deepNesting_isRefused(String opening) {
        String script = opening.repeat(Transform.MAX_LENGTH / opening.length());

        assertThat(catchThrowable(() -> Transform.parse(script, Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1+", "1&&", "1===", "'a'+", "1??"})
    void parse_longChain_isRefused(String link) {
        String script = link.repeat(1000) + "1";

        assertThat(catchThrowable(() -> Transform.parse(script, Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class);
    }

    @Test
    void parse_longRowOfCalls_isRefused() {
        assertThat(catchThrowable(() -> Transform.parse("''" + ".trim()".repeat(1000), Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class);
        assertThat(catchThrowable(() -> Transform.parse("''" + "[0]".repeat(1000), Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class);
    }

    @Test
    void run_deepestThatIsTaken_runsOnASmallStack() throws InterruptedException {
        String script = "setTitle(" + "(".repeat(60) + "'a'" + "+'a'".repeat(250) + ")".repeat(60) + ");"
                + "if(1){".repeat(30) + "setCompany('x')" + "}".repeat(30);
        TransformOutcome[] outcome = new TransformOutcome[1];
        Thread small = new Thread(null, () -> outcome[0] = run(script), "small", 256 * 1024);
        small.start();
        small.join();

        assertThat(outcome[0]).isInstanceOf(TransformOutcome.Assigned.class);
    }

    @Test
    void run_longElseIf_isNotDeep() {
        String script = "if (current_value === 'x') {}" + "else if (current_value === 'y') {}".repeat(230);

        assertThat(run(script)).isInstanceOf(TransformOutcome.Unchanged.class);
    }

    @Test
    void parse_tooLong_isRefused() {
        assertThat(Transform.parse(" ".repeat(8000), Runs.SETTERS)).isNotNull();
        assertThat(catchThrowable(() -> Transform.parse(" ".repeat(8001), Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class)
                .hasMessageContaining("at most 8000 characters");
    }

    @Test
    void parse_otherThanAscii_saysWhere() {
        assertThat(catchThrowable(() -> Transform.parse("var a = 1;\n// caf\u00e9", Runs.SETTERS)))
                .isExactlyInstanceOf(TransformProblem.class)
                .hasMessageContaining("line 2, column 7: only ASCII");
    }

    private static TransformOutcome run(String script) {
        return Transform.parse(script, Runs.SETTERS).run(new TransformInput(List.of("now"), Map.of(), ""));
    }
}
