package io.ssokit.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} says what the enums say. Written anew by {@code mvn test -Dtest=ErrorsDocTest -Dwrite-docs}. */
class ErrorsDocTest {
    private static final Path DOC = Path.of("..", "docs", "errors.md");

    @Test
    void errorsMd_comparedWithTheEnums_saysTheSame() throws IOException {
        String wanted = generate();
        if (System.getProperty("write-docs") != null) {
            Files.writeString(DOC, wanted);
        }
        assertThat(Files.readString(DOC))
                .as("docs/errors.md; write it anew with -Dtest=ErrorsDocTest -Dwrite-docs")
                .isEqualTo(wanted);
    }

    private static String generate() {
        StringBuilder page = new StringBuilder("""
                # Errors

                Generated from the enums `LoginError`, `LaunchError` and `KeyError`; do not edit. A refused sign-in or launch shows a plain
                sentence and a reference; the audit event under that reference holds the code below, what was expected, what was
                received and how to fix it. Most reasons are shown to browsers as `RESPONSE_REFUSED`
                ([why](decisions/0012-one-answer-for-every-refused-message.md)). SCIM clients get the bodies of RFC 7644 §3.12 instead ([scim.md](scim.md)).

                """);
        section(page, "Sign-in (`LoginError`)", LoginError.values());
        section(page, "Launch links (`LaunchError`)", LaunchError.values());
        section(page, "Our SAML keys (`KeyError`)", KeyError.values());
        return page.toString();
    }

    private static void section(StringBuilder page, String title, ErrorCode[] codes) {
        page.append("## ").append(title).append("\n\n");
        for (ErrorCode code : codes) {
            page.append("### ")
                    .append(code.name())
                    .append(" (")
                    .append(code.httpStatus())
                    .append(")\n\n");
            page.append(code.meaning()).append("\n\n");
            page.append("- **Usual cause:** ").append(code.usualCause()).append('\n');
            page.append("- **What to do:** ").append(code.remedy()).append('\n');
            page.append("- **Source:** ").append(code.specification()).append('\n');
            if (code instanceof LoginError error && error.shown() != error) {
                page.append("- **Browsers see:** `").append(error.shown()).append("`\n");
            }
            page.append('\n');
        }
    }
}
