package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/scim.md says which class reads which oddity of which client. */
class DialectsDocTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "ssokit", "scim");
    private static final Pattern CLASSES = Pattern.compile("(?m)^\\|.*\\|([^|]*)\\|$");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+)`");

    @Test
    void whatClientsSend_eachClass_isThere() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "scim.md"));
        String table = page.substring(page.indexOf("## What clients send"), page.indexOf("## Strict and tolerant"));
        List<String> named = new ArrayList<>();
        Matcher line = CLASSES.matcher(table);
        while (line.find()) {
            CLASS.matcher(line.group(1)).results().map(found -> found.group(1)).forEach(named::add);
        }
        assertThat(named)
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(SOURCES.resolve(name + ".java")).exists());
    }

    @Test
    void oddities_eachWithBadAndGoodRequest_areInTheTable() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "scim.md"));
        for (Class<?> oddity : List.of(
                DeclaredSchemas.class,
                EmptyReference.class,
                EmptyText.class,
                ImplicitValue.class,
                OneForMany.class,
                OpInAnyCase.class,
                PatchWithoutOperations.class,
                PathlessValue.class,
                QueryString.class,
                ReadOnlyInValue.class,
                RemoveWithValue.class,
                ReplaceOfAbsent.class,
                ResourceAsPatch.class,
                SubAttributeBehindBrackets.class,
                TextForBoolean.class,
                TextForComplex.class,
                TrailingSlash.class,
                WrappedValue.class)) {
            String source = Files.readString(SOURCES.resolve(oddity.getSimpleName() + ".java"));
            assertThat(source)
                    .as("the request as it comes and as the RFC has it")
                    .contains("<pre>{@code");
            assertThat(page).contains("`" + oddity.getSimpleName() + "`");
        }
    }
}
