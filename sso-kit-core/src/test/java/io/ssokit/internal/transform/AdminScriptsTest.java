package io.ssokit.internal.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scripts as administrators write them run unchanged: {@code admin-scripts.txt}, the first one is OneLogin's own. */
class AdminScriptsTest {
    /** One line {@code > attributes -> outcome} below a script. */
    record Case(String script, String source, String input, String outcome) {
        @Override
        public String toString() {
            return script + ": " + input;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void run_scriptOfAnAdministrator_doesWhatItSays(Case told) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (String pair : told.input().split(";")) {
            String[] parts = pair.strip().split("=", 2);
            if (parts.length == 2) {
                attributes.put(parts[0].strip(), Arrays.asList(parts[1].strip().split("\\|")));
            }
        }
        List<String> current = attributes.getOrDefault("current_value", List.of());
        attributes.remove("current_value");

        assertThat(Runs.result(Runs.run(told.source(), attributes, current.toArray(String[]::new))))
                .isEqualTo(told.outcome());
    }

    @Test
    void scripts_areMoreThanThirty() throws IOException {
        assertThat(cases().stream().map(Case::source).distinct().count()).isGreaterThanOrEqualTo(31);
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String section : text().split("(?m)^=== ")) {
            if (section.isBlank()) {
                continue;
            }
            String title = section.lines().findFirst().orElseThrow();
            String source = String.join(
                    "\n",
                    section.lines()
                            .skip(1)
                            .filter(line -> !line.startsWith("> "))
                            .toList());
            section.lines().filter(line -> line.startsWith("> ")).forEach(line -> {
                String[] parts = line.substring(2).split("->", 2);
                cases.add(new Case(title, source, parts[0].strip(), parts[1].strip()));
            });
        }
        return cases;
    }

    private static String text() throws IOException {
        try (InputStream in = AdminScriptsTest.class.getResourceAsStream("admin-scripts.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
