package io.ssokit.servlet.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.RawHttp;
import jakarta.servlet.ServletContextEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The code of the README and of {@code docs/quickstart-servlet.md} is compiled code, and it runs. */
class QuickstartDocTest {
    @ParameterizedTest
    @CsvSource({
        "quickstart, Quickstart, ../README.md",
        "quickstart, Quickstart, ../docs/quickstart-servlet.md",
        "page, AccountPage, ../docs/quickstart-servlet.md",
        "signin, SignInPage, ../docs/connections.md",
    })
    void region_onThePage_isThatOfTheSource(String region, String source, Path page) throws IOException {
        Path file = Path.of("src/test/java/io/ssokit/servlet/quickstart", source + ".java");
        String code = find("// region " + region + "\n(.*?)\n// end region", file);
        assertThat(find("<!-- region " + region + ".*?-->\n```java\n(.*?)\n```\n<!-- end region -->", page))
                .isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource
    void quickstart_installed_protectsThePage(Brand brand) throws IOException {
        try (Container app = Container.start(brand, "", (context, base) -> {
            new Quickstart().contextInitialized(new ServletContextEvent(context));
            context.addServlet("account", new AccountPage()).addMapping("/app/account");
        })) {
            RawHttp.Reply reply = RawHttp.get(app.port(), "/app/account");
            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.header("Location"))
                    .isEqualTo("https://app.example.com/sso/login?returnTo=%2Fapp%2Faccount");
            assertThat(RawHttp.get(app.port(), "/sso/login").body()).contains("acme", "globex");
            assertThat(RawHttp.get(app.port(), "/scim/v2/Users").status()).isEqualTo(401);
        }
    }

    private static String find(String pattern, Path file) throws IOException {
        Matcher region = Pattern.compile(pattern, Pattern.DOTALL).matcher(Files.readString(file));
        assertThat(region.find()).as(pattern + " in " + file).isTrue();
        return region.group(1);
    }
}
