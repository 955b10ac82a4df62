package io.ssokit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.ssokit.attack.TestKeys;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlRequests.Sign;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.KeyError;
import io.ssokit.error.LoginError;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyException;
import io.ssokit.key.SamlKeys;
import io.ssokit.key.TestSamlKeys;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginReply.Document;
import io.ssokit.login.LoginReply.Refused;
import io.ssokit.store.Stores;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** Our keys as a whole kit uses them. */
class KitKeysTest {
    private static final ServiceProvider US = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final JdbcDataSource database = new JdbcDataSource();
    private final List<AuditEvent> events = new ArrayList<>();

    KitKeysTest() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcStores.of(database).createSchema();
    }

    @Test
    void metadata_twoNodesOnOneDatabase_theSame() {
        takeOver(node(SECRET).samlKeys());
        String first = metadata(node(SECRET));
        assertThat(first).contains("use=\"signing\"", "use=\"encryption\"");
        assertThat(metadata(node(SECRET))).isEqualTo(first);
        assertThat(node(SECRET).samlKeys().list()).hasSize(2);
    }

    @Test
    void metadata_nodeOfAnotherSecret_refusedWithWhatToDo() {
        takeOver(node(SECRET).samlKeys());
        LoginReply reply = node("another-secret-another-secret-another").flow().metadata("acme");
        assertThat(((Refused) reply).error()).isEqualTo(LoginError.KEYS_UNAVAILABLE);
        AuditEvent.SignInRefused refused = (AuditEvent.SignInRefused) events.get(events.size() - 1);
        assertThat(refused.received()).contains(KeyError.NOT_OPENED.remedy());
    }

    @Test
    void build_samlAndDatabaseWithoutSecret_refused() {
        assertThatExceptionOfType(ConfigurationProblems.class)
                .isThrownBy(() -> builder().stores(JdbcStores.of(database)).build())
                .satisfies(wrong ->
                        assertThat(wrong.problems()).singleElement().asString().startsWith("secret: "));
    }

    @Test
    void build_samlAndDatabaseWithoutSecret_closesTheStoresItMade() throws Exception {
        ClosingStores made = mock();
        when(made.samlKeys()).thenReturn(JdbcStores.of(database).samlKeys());
        assertThatExceptionOfType(ConfigurationProblems.class)
                .isThrownBy(() -> builder().stores(clock -> made).build());
        verify(made).close();
    }

    @Test
    void build_databaseWithoutSecretAndWithoutSaml_keysRefusedWhenNeeded() {
        try (SsoKit kit = SsoKit.builder(US).stores(JdbcStores.of(database)).build()) {
            assertThatExceptionOfType(SamlKeyException.class)
                    .isThrownBy(() -> kit.samlKeys().make(Use.SIGNING))
                    .satisfies(refused -> assertThat(refused.error()).isEqualTo(KeyError.NO_SECRET));
        }
    }

    @Test
    void build_database_isAskedForNothing() throws SQLException {
        DataSource untouched = mock();
        try (SsoKit kit = builder()
                .stores(JdbcStores.of(untouched))
                .secret(Secret.of(SECRET))
                .build()) {
            verifyNoInteractions(untouched);
        }
    }

    /** Two interfaces in one, to be mocked. */
    private interface ClosingStores extends Stores, AutoCloseable {}

    private SsoKit node(String secret) {
        return builder()
                .stores(JdbcStores.of(database))
                .secret(Secret.of(secret))
                .audit(events::add)
                .build();
    }

    /** Instead of keys that are made, which takes its time. */
    private static void takeOver(SamlKeys keys) {
        keys.importPem(Use.SIGNING, TestSamlKeys.pem(TestKeys.STRANGER));
        keys.importPem(Use.ENCRYPTION, TestSamlKeys.pem(TestKeys.IDP));
    }

    private static SsoKit.Builder builder() {
        return SsoKit.builder(US)
                .connections(IdpConnection.saml("acme")
                        .metadata(URI.create("https://idp.acme.invalid/metadata"))
                        .signRequests(Sign.ALWAYS));
    }

    private static String metadata(SsoKit kit) {
        return new String(((Document) kit.flow().metadata("acme")).body(), StandardCharsets.UTF_8);
    }
}
