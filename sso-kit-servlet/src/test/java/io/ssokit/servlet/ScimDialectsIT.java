package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.ScimClient;
import io.ssokit.testing.ScimDialect;
import io.ssokit.testing.ScimLife;
import io.ssokit.testing.ScimLoad;
import io.ssokit.testing.ScimLoadReport;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each client's way of provisioning, over HTTP, as an app can run it in its own tests. */
public class ScimDialectsIT {
    private static final String TOKEN = "a-token-of-the-tests";

    private static Container app;

    @BeforeAll
    static void start() throws IOException {
        app = Container.start(Brand.JETTY, ScimDialectsIT::kit);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @ParameterizedTest
    @EnumSource
    void provision_eachDialect_everyStepIsFine(ScimDialect dialect) {
        String name = dialect.name().toLowerCase(Locale.ROOT);
        // region provision
        ScimClient idp =
                ScimClient.of(URI.create(app.base() + "/scim/v2"), TOKEN).as(dialect);
        ScimLife life = idp.provision("pat." + name + "@example.com", "Guides of " + name);

        assertThat(life.problems()).isEmpty();
        // end region
        assertThat(life.steps()).hasSizeGreaterThan(15);
    }

    @Test
    void load_everyOperation_noError() {
        ScimLoadReport report = ScimLoad.against(ScimClient.of(URI.create(app.base() + "/scim/v2"), TOKEN))
                .people(20)
                .threads(4)
                .count(400)
                .run();

        assertThat(report.errors()).as(report.toString()).isZero();
        assertThat(report.count()).isEqualTo(400);
        assertThat(ScimClient.of(URI.create(app.base() + "/scim/v2"), TOKEN)
                        .list("Users", null, 1, 0)
                        .totalResults())
                .as("cleared up")
                .isZero();
    }

    private static SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.acme.example/metadata")))
                // Everybody is deleted in the end, which the breaker is there to stop.
                .scim(ScimDirectory.of("acme", Secret.of(TOKEN))
                        .with(ScimSettings.builder().breakerPercent(100).build()));
    }
}
