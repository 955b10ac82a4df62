package io.ssokit.jdbc;

import java.util.Arrays;
import java.util.List;

/** The databases whose schema we ship; the statements of the stores are the same for all. */
enum Dialect {
    // Data definition commits by itself: scripts can be run again after one that broke off, and after one that another
    // node runs at the same time.
    H2("H2", "h2", List.of()),
    // Two nodes that start at once would both find no table and both create it. Released by the end of the transaction.
    POSTGRESQL("PostgreSQL", "postgresql", List.of("select pg_advisory_xact_lock(7736011)"));

    private final String product;
    private final String folder;
    private final List<String> first;

    Dialect(String product, String folder, List<String> first) {
        this.product = product;
        this.folder = folder;
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

    /** Queries to be run before the first script, in the same transaction. */
    List<String> first() {
        return first;
    }

    /** Where the scripts are, beside this class. */
    String folder() {
        return folder;
    }
}
