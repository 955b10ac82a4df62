package io.ssokit.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code of {@code docs/quickstart-spring.md} is that of the app that {@link SpringBootJourneysIT} starts. */
class QuickstartDocTest {
    private static final Path PAGE = Path.of("../docs/quickstart-spring.md");

    @ParameterizedTest
    @CsvSource({
        "configuration, src/test/resources/quickstart/application.yaml",
        "app, src/test/java/io/ssokit/spring/quickstart/ExampleApp.java",
        "controller, src/test/java/io/ssokit/spring/quickstart/PageController.java",
        "customizer, src/test/java/io/ssokit/spring/quickstart/SsoSettings.java"
    })
    void region_onThePage_isThatOfTheSource(String region, Path source) throws IOException {
        String comment = "(?://|#) ";
        String code = find(comment + "region " + region + "\n(.*?)\n" + comment + "end region", source);

        assertThat(find("<!-- region " + region + ".*?-->\n```\\w+\n(.*?)\n```\n<!-- end region -->", PAGE))
                .isEqualTo(code);
    }

    private static String find(String pattern, Path file) throws IOException {
        Matcher region = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
        assertThat(region.find()).as(pattern + " in " + file).isTrue();
        return region.group(1);
    }
}
