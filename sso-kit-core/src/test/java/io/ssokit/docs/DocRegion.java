package io.ssokit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a test's source between {@code // region NAME} and {@code // end region}, as a page shows it. */
final class DocRegion {
    private DocRegion() {}

    /** A page of {@code docs/}. */
    static String page(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", name));
    }

    /** The region as a block of Java. */
    static String of(Class<?> source, String name) throws IOException {
        Path file = Path.of("src", "test", "java", source.getName().replace('.', '/') + ".java");
        String text = Files.readString(file);
        int from = text.indexOf('\n', text.indexOf("// region " + name)) + 1;
        int to = text.lastIndexOf('\n', text.indexOf("// end region", from)) + 1;
        return "```java\n" + text.substring(from, to).stripTrailing().stripIndent() + "\n```\n";
    }
}
