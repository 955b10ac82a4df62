package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.config.SsoKitConfig;
import io.ssokit.connection.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of OneLogin's settings in {@code docs/connections.md}: its options are options, its tests are tests. */
class SettingsTableTest {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    private static List<String[]> rows = List.of();

    @BeforeAll
    static void read() throws IOException {
        String page = DocRegion.page("connections.md");
        rows = page.substring(page.indexOf("## From OneLogin's settings"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| OneLogin's"))
                .map(line -> line.split("(?<!\\\\)\\|"))
                .toList();
    }

    @Test
    void rows_each_nameOptionsThatExist() {
        Set<String> known = new TreeSet<>(Set.of("acr", "amr"));
        for (ConfigKey key : SsoKitConfig.keys()) {
            known.addAll(key.choices());
            known.add(key.path().replaceFirst(".*\\.", ""));
            known.add(key.path().replaceFirst("^connections\\.\\*\\.", "").replaceFirst("\\..*", ""));
        }
        assertThat(rows).hasSizeGreaterThan(30);
        for (String[] row : rows) {
            Matcher codes = CODE.matcher(row[2]);
            while (codes.find()) {
                String code = codes.group(1);
                if (code.matches("[a-z][a-z-]*")) {
                    assertThat(known).as("the row of" + row[1]).contains(code);
                }
            }
        }
    }

    @Test
    void rows_each_nameATestThatExists() throws IOException {
        Map<String, String> tests = sources();
        for (String[] row : rows) {
            Matcher named = TEST.matcher(row[3]);
            List<String> found = new ArrayList<>();
            while (named.find()) {
                assertThat(tests.getOrDefault(named.group(1), ""))
                        .as(named.group() + " in the row of" + row[1])
                        .contains("void " + named.group(2) + "(");
                found.add(named.group());
            }
            assertThat(found).as("tests in the row of" + row[1]).isNotEmpty();
        }
    }

    /** Test classes by their simple names; several of one name are one text. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String module : List.of("sso-kit-core", "sso-kit-oidc", "sso-kit-servlet", "it/real-peers")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.merge(name, Files.readString(file), String::concat);
                }
            }
        }
        return sources;
    }
}
