package io.ssokit.managed;

import io.ssokit.SsoKit;
import io.ssokit.attack.TestKeys;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.MovableClock;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/** Nodes of one app on one database, with one clock, a DNS by hand, and a list of what the audit was told. */
final class AdminLab implements AutoCloseable {
    static final ServiceProvider US = ServiceProvider.of(URI.create("https://app.example.com"));
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final String ROOT = "root@app.example.com";

    static final String CERTIFICATE = certificate();

    final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> dns = new ConcurrentHashMap<>();
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean down;
    private final JdbcDataSource database = new JdbcDataSource();
    private final List<SsoKit> kits = new ArrayList<>();

    AdminLab() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcStores.of(database).createSchema();
    }

    SsoKit node() {
        return node(SECRET, builder -> builder);
    }

    SsoKit node(String secret, UnaryOperator<SsoKit.Builder> more) {
        SsoKit.Builder builder = SsoKit.builder(US)
                .runTimeConnections()
                .secret(Secret.of(secret))
                .stores(JdbcStores.of(new Counted(), clock))
                .engine(new OidcStandIn())
                .txtLookup(this::txt)
                .clock(clock)
                .audit(events::add);
        SsoKit kit = more.apply(builder).build();
        kits.add(kit);
        return kit;
    }

    private List<String> txt(String name) throws IOException {
        List<String> records = dns.getOrDefault(name, List.of());
        if (records.contains("TIMEOUT")) {
            throw new IOException("no answer");
        }
        return records;
    }

    /** Does what the tenant's own DNS administrator would do. */
    void publish(DomainClaim claim) {
        dns.put(claim.recordName(), List.of("v=spf1 -all", claim.recordValue()));
    }

    /** A SAML connection by hand, that nothing is wrong with. */
    static Map<String, Object> saml(String... domains) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("type", "saml");
        keys.put("label", "Acme");
        keys.put("idp-entity-id", "https://idp.acme.example");
        keys.put("sso-url", "https://idp.acme.example/sso");
        keys.put("certificates", List.of(CERTIFICATE));
        keys.put("email-domains", List.of(domains));
        return keys;
    }

    /** An OpenID Connect connection that nothing is wrong with. */
    static Map<String, Object> oidc(String secret) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("type", "oidc");
        keys.put("issuer", "https://op.acme.example");
        keys.put("client-id", "app");
        keys.put("client-secret", secret);
        return keys;
    }

    static Map<String, Object> with(Map<String, Object> keys, String key, Object value) {
        Map<String, Object> next = new LinkedHashMap<>(keys);
        next.put(key, value);
        return next;
    }

    List<ConnectionEvent.Changed> changes() {
        return events.stream()
                .filter(ConnectionEvent.Changed.class::isInstance)
                .map(ConnectionEvent.Changed.class::cast)
                .toList();
    }

    List<String> names() {
        return events.stream().map(AuditEvent::name).toList();
    }

    static List<String> problems(Runnable change) {
        try {
            change.run();
            return List.of();
        } catch (ConfigurationProblems wrong) {
            return wrong.problems();
        }
    }

    void sql(String statement) {
        try (Connection connection = database.getConnection();
                Statement run = connection.createStatement()) {
            run.executeUpdate(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Everything in the tables of connections, as text. */
    String dump() {
        StringBuilder all = new StringBuilder();
        try (Connection connection = database.getConnection();
                Statement run = connection.createStatement()) {
            for (String table : List.of("sso_connection", "sso_connection_domain", "sso_change")) {
                try (ResultSet rows = run.executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            all.append(rows.getString(i)).append('\n');
                        }
                    }
                }
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return all.toString();
    }

    private static String certificate() {
        try {
            return Base64.getEncoder()
                    .encodeToString(TestKeys.certificate(TestKeys.IDP, "idp").getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        kits.forEach(SsoKit::close);
    }

    /** Counts how often a connection is taken, and gives none while the database is down. */
    private final class Counted implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            asked.incrementAndGet();
            if (down) {
                throw new SQLTransientConnectionException("down", "08001");
            }
            return database.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setLoginTimeout(int seconds) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("wraps nothing");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }

    /** Core has no engine for OpenID Connect; this one starts and finishes nothing. */
    private static final class OidcStandIn implements LoginEngine {
        @Override
        public boolean serves(IdpConnection connection) {
            return connection instanceof OidcConnection;
        }

        @Override
        public Start start(IdpConnection connection, Attempt attempt) {
            return new Start(URI.create("https://op.example/" + attempt.handle()), Map.of(), Map.of());
        }

        @Override
        public Optional<String> handle(IdpConnection connection, LoginRequest request) {
            return Optional.empty();
        }

        @Override
        public boolean isUnsolicited(LoginRequest request) {
            return false;
        }

        @Override
        public Identity finish(Callback callback) {
            throw new UnsupportedOperationException();
        }
    }
}
