package io.ssokit.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The databases whose schema we ship; the statements are the same for all. */
enum Dialect {
    H2("H2", "schema-h2.sql", List.of()),
    // Two nodes that start at once would both find no table and both create it.
    POSTGRESQL("PostgreSQL", "schema-postgresql.sql", List.of("select pg_advisory_xact_lock(7736011)"));

    private final String product;
    private final String script;
    private final List<String> first;

    Dialect(String product, String script, List<String> first) {
        this.product = product;
        this.script = script;
        this.first = first;
    }

    /** @throws IllegalArgumentException if we ship no schema for it */
    static Dialect of(String databaseProductName) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.product.equals(databaseProductName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is a schema for H2 and PostgreSQL, none for " + databaseProductName));
    }

    /** To be run before the schema in the same transaction. */
    List<String> first() {
        return first;
    }

    /** The statements that create what is not there yet. */
    List<String> schema() {
        String text = read();
        return Arrays.stream(text.replaceAll("(?m)^--.*$", "").split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private String read() {
        try (InputStream in = Dialect.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException(script + " is missing from the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
