package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/security.md} names the threats that tests are tagged with, all of them and no others. */
class SecurityDocTest {
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([SOCUFP]-\\d\\d)\"\\)");
    private static final Pattern NAMED = Pattern.compile("\\b[SOCUFP]-\\d\\d");
    private static final List<String> MODULES =
            List.of("sso-kit-core", "sso-kit-oidc", "sso-kit-servlet", "sample-app");

    @Test
    void threats_inTheDocument_areThoseOfTaggedTests() throws Exception {
        String document = DocRegion.page("security.md");
        String threats = document.substring(document.indexOf("## The threats"), document.indexOf("## Figures"));
        assertThat(found(NAMED, threats)).isEqualTo(tags()).hasSizeGreaterThan(20);
    }

    private static Set<String> tags() throws IOException {
        Set<String> tags = new TreeSet<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "test", "java"))) {
                List<Path> sources =
                        files.filter(file -> file.toString().endsWith(".java")).toList();
                for (Path source : sources) {
                    tags.addAll(found(TAG, Files.readString(source)));
                }
            }
        }
        return tags;
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found;
    }
}
