package io.ssokit.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One step forward of the schema: scripts {@code h2/V….sql} and {@code postgresql/V….sql} that bring tables of the
 * version before to this one and end in a row of {@code sso_schema}. A script that was released never changes. Scripts
 * only add, so nodes of the version before go on working, and each statement can be run again.
 */
enum SchemaVersion {
    V1("V1__people_and_sign_in.sql"),
    V2("V2__provisioning.sql"),
    V3("V3__retention.sql");

    private final String script;

    SchemaVersion(String script) {
        this.script = script;
    }

    int number() {
        return ordinal() + 1;
    }

    static int newest() {
        return values().length;
    }

    /** In the order in which they run. */
    List<String> statements(Dialect dialect) {
        return Arrays.stream(read(dialect.folder() + "/" + script)
                        .replaceAll("(?m)^--.*$", "")
                        .split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static String read(String resource) {
        try (InputStream in = SchemaVersion.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
