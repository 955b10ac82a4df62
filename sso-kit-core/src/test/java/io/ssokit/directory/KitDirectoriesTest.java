package io.ssokit.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.scim.ScimRequest;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** As an app has it: a kit on a database. */
class KitDirectoriesTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final JdbcStores stores = stores(clock);

    @Test
    void kit_onADatabase_directoryOutlivesItAndItsActivityIsStoredAtTheEnd() {
        Secret token;
        try (SsoKit kit =
                builder().secret(Secret.of("0123456789abcdef0123456789abcdef")).build()) {
            kit.scimDirectories().create("root", "acme", ScimSettings.usual());
            token = kit.scimDirectories()
                    .createToken("root", "acme", "Okta", Optional.empty())
                    .secret();
            assertThat(get(kit, token)).isEqualTo(200);
        }
        try (SsoKit next =
                builder().secret(Secret.of("0123456789abcdef0123456789abcdef")).build()) {
            assertThat(next.scimDirectories().status("acme").activity().success())
                    .contains(clock.instant());
            assertThat(get(next, token)).isEqualTo(200);
        }
    }

    @Test
    void kit_withoutSecretOnADatabase_isRefused() {
        assertThat(DirectoryLab.problems(() -> builder().build()))
                .containsExactly(
                        "secret: is missing: the run-time directories that these stores keep are sealed with it");
    }

    private SsoKit.Builder builder() {
        return SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .runTimeDirectories()
                .stores(stores)
                .clock(clock);
    }

    private static int get(SsoKit kit, Secret token) {
        return kit.scim()
                .handle(ScimRequest.of("GET", "/Users").header("Authorization", "Bearer " + token.reveal()))
                .status();
    }

    private static JdbcStores stores(MovableClock clock) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return JdbcStores.of(source, clock).createSchema();
    }
}
