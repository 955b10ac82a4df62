package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person works on, and every quarter of an hour one request asks the provider whether that is still all right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("O-24")
class RefreshIT {
    private static final Duration EVERY = Duration.ofMinutes(15);

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private FakeIdp idp;
    private Map<Brand, Container> apps;

    @BeforeAll
    void start() {
        idp = FakeIdp.builder()
                .clock(clock)
                .client(OidcClient.onLoopback("app", "secret"))
                .start();
        apps = Map.of(
                Brand.JETTY, Container.start(Brand.JETTY, this::kit),
                Brand.TOMCAT, Container.start(Brand.TOMCAT, this::kit));
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.oidc("globex")
                        .issuer(idp.oidc().issuer())
                        .client("app", Secret.of("secret"))
                        .insecureAllowHttp()
                        .refreshEvery(EVERY))
                .clock(clock);
    }

    @BeforeEach
    void asUsual() {
        idp.mend();
        idp.enable("alice");
        idp.oidc().play(OidcScript.of(s -> s.refreshTokens()));
    }

    @AfterAll
    void stop() {
        apps.values().forEach(Container::close);
        idp.close();
    }

    @ParameterizedTest
    @EnumSource(Brand.class)
    void request_whenTheTimeHasCome_newGroupsAndTheSameSession(Brand brand) {
        Container app = apps.get(brand);
        TestBrowser browser = signedIn(app);
        assertThat(page(app, browser).body()).contains("engineer=true");
        browser.get(app.at("/app/?remember=basket"));
        clock.advance(EVERY);
        idp.oidc().play(OidcScript.of(s -> s.refreshTokens().claim("groups", List.of("sales"))));
        assertThat(page(app, browser).body()).contains("user=alice", "engineer=false", "remembered=basket");
        int asked = idp.hits(Endpoint.OIDC_TOKEN);
        assertThat(page(app, browser).body()).contains("engineer=false");
        assertThat(idp.hits(Endpoint.OIDC_TOKEN)).as("not at every request").isEqualTo(asked);
    }

    @ParameterizedTest
    @EnumSource(Brand.class)
    void request_personDisabledAtTheProvider_signedOut(Brand brand) {
        Container app = apps.get(brand);
        TestBrowser browser = signedIn(app);
        idp.disable("alice");
        assertThat(page(app, browser).status()).as("nobody has been asked yet").isEqualTo(200);
        clock.advance(EVERY);
        assertThat(page(app, browser).status()).isEqualTo(303);
        assertThat(page(app, browser).status()).isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource(Brand.class)
    void request_programOfADisabledPerson_401(Brand brand) {
        Container app = apps.get(brand);
        TestBrowser browser = signedIn(app);
        idp.disable("alice");
        clock.advance(EVERY);
        Page refused = browser.fetch(app.at("/app/"), Map.of("Accept", "application/json"));
        assertThat(refused.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource(Brand.class)
    void request_providerDown_goesOnForTheGraceAndNoLonger(Brand brand) {
        Container app = apps.get(brand);
        TestBrowser browser = signedIn(app);
        idp.fail(Endpoint.OIDC_TOKEN, 503);
        clock.advance(EVERY.plus(EVERY).minusSeconds(1));
        assertThat(page(app, browser).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(page(app, browser).status()).isEqualTo(303);
    }

    private TestBrowser signedIn(Container app) {
        TestBrowser browser = TestBrowser.create();
        Page landed = browser.signIn(app.at("/sso/start/globex?returnTo=/app/"), "alice", "alice-pw");
        assertThat(landed.body()).contains("user=alice");
        return browser;
    }

    private static Page page(Container app, TestBrowser browser) {
        return browser.fetch(app.at("/app/"), Map.of());
    }
}
