package io.ssokit.jdbc;

import java.sql.SQLException;

/** Brings a database's schema to the newest version that we know. */
final class Migration {
    private static final String VERSIONS = "create table if not exists sso_schema ("
            + "version integer not null, applied timestamp(3) with time zone not null, primary key (version))";

    private Migration() {}

    /**
     * One node after the other; a database that is up to date is only read.
     *
     * @throws IllegalStateException if a newer release of ours has been here
     */
    static void run(Tx tx) throws SQLException {
        Dialect dialect = Dialect.of(tx.databaseProduct());
        for (String query : dialect.first()) {
            tx.list(Sql.of(query), row -> true);
        }
        int version = version(tx);
        if (version > SchemaVersion.newest()) {
            throw new IllegalStateException("the database's schema is version " + version
                    + ", and this release of sso-kit knows version " + SchemaVersion.newest()
                    + " at most: run the newer release that migrated it, or restore the backup from before");
        }
        for (SchemaVersion step : SchemaVersion.values()) {
            if (step.number() > version) {
                for (String statement : step.statements(dialect)) {
                    tx.update(Sql.of(statement));
                }
            }
        }
    }

    /** 0 for an empty database and for tables from before there were versions: the first script finds them. */
    private static int version(Tx tx) throws SQLException {
        tx.update(Sql.of(VERSIONS));
        return (int) tx.number(Sql.of("select coalesce(max(version), 0) from sso_schema"));
    }
}
