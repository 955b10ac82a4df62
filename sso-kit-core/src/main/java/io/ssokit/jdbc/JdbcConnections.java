package io.ssokit.jdbc;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionState;
import io.ssokit.error.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Run-time connections in table {@code sso_connection}, their e-mail domains in {@code sso_connection_domain}. Every change
 * goes through a {@link ChangeCounter}.
 */
final class JdbcConnections implements ConnectionDocuments {
    private static final String COLUMNS = "select id, tenant, state, version, changed, sealed from sso_connection";

    private final Db db;
    private final ChangeCounter counter;

    JdbcConnections(Db db) {
        this.db = db;
        this.counter = new ChangeCounter(db, "connections");
    }

    @Override
    public Changes changesSince(long since) {
        return db.transaction(tx -> {
            // Read first: what is committed between the two statements comes again the next time.
            long stamp = counter.stamp(tx);
            List<Document> changed = stamp == since
                    ? List.of()
                    : tx.list(Sql.of(COLUMNS + " where stamp > ?", since), JdbcConnections::document);
            return new Changes(stamp, changed);
        });
    }

    @Override
    public Optional<Document> find(String id) {
        return db.transaction(tx -> tx.first(Sql.of(COLUMNS + " where id = ?", id), JdbcConnections::document));
    }

    @Override
    public void save(Document next, Set<Claim> domains) {
        counter.change((tx, stamp) -> save(tx, stamp, next, domains));
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private static void save(Tx tx, long stamp, Document next, Set<Claim> domains) throws SQLException {
        Optional<Document> before = tx.first(Sql.of(COLUMNS + " where id = ?", next.id()), JdbcConnections::document);
        if (before.isPresent() && !before.get().tenant().equals(next.tenant())) {
            throw StoreException.Conflict.taken("id");
        }
        if (before.map(Document::version).orElse(0L) != next.version() - 1) {
            throw new StoreException.StaleVersion("Connection " + next.id());
        }
        write(tx, next, stamp, before.isEmpty());
        tx.update(Sql.of("delete from sso_connection_domain where connection = ?", next.id()));
        for (String domain : names(domains)) {
            claim(tx, next, domain, domains.contains(new Claim(domain, true)));
        }
    }

    private static void write(Tx tx, Document next, long stamp, boolean isNew) throws SQLException {
        if (isNew) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_connection (tenant, state, version, stamp, changed, sealed, id)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)",
                            next.tenant(),
                            next.state().name(),
                            next.version(),
                            stamp,
                            next.changed(),
                            next.sealed(),
                            next.id()),
                    "id");
        } else {
            tx.update(Sql.of(
                    "update sso_connection set state = ?, version = ?, stamp = ?, changed = ?, sealed = ? where id = ?",
                    next.state().name(),
                    next.version(),
                    stamp,
                    next.changed(),
                    next.sealed(),
                    next.id()));
        }
    }

    /** The constraints would hold it too, but for a domain that another tenant has verified and this one has not. */
    private static void claim(Tx tx, Document next, String domain, boolean verified) throws SQLException {
        boolean held = tx.first(
                        Sql.of(
                                "select connection from sso_connection_domain"
                                        + " where domain = ? and (tenant = ? or verified is not null)",
                                domain,
                                next.tenant()),
                        row -> true)
                .isPresent();
        if (held) {
            throw StoreException.Conflict.taken(domain);
        }
        tx.writeUnique(
                Sql.of(
                        "insert into sso_connection_domain (domain, tenant, connection, verified) values (?, ?, ?, ?)",
                        domain,
                        next.tenant(),
                        next.id(),
                        verified ? domain : null),
                domain);
    }

    private static Set<String> names(Set<Claim> domains) {
        Set<String> names = new TreeSet<>();
        domains.forEach(claim -> names.add(claim.domain()));
        return names;
    }

    private static Document document(ResultSet row) throws SQLException {
        return new Document(
                row.getString("id"),
                row.getString("tenant"),
                ConnectionState.valueOf(row.getString("state")),
                row.getLong("version"),
                Stamp.instant(row, "changed"),
                row.getString("sealed"));
    }
}
