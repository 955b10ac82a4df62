package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.LogoutDelivery;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcSession;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** OpenID Connect's ways out: two nodes of one app behind one address, and a provider that posts to the second. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OidcLogoutIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    private FakeIdp idp;
    private JdbcConnectionPool pool;
    private Container nodeA;
    private Container nodeB;

    @BeforeAll
    void start() {
        int port = freePort();
        pool = JdbcConnectionPool.create("jdbc:h2:mem:oidclogout;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcStores.of(pool).createSchema();
        nodeA = Container.start(Brand.JETTY, own -> kit(own, port));
        // Browsers know both by the address of the first.
        nodeB = Container.start(Brand.TOMCAT, own -> kit(ServiceProvider.of(nodeA.base()), port));
        idp = FakeIdp.builder()
                .port(port)
                .client(OidcClient.of("app", "secret", nodeA.at("/sso/oidc/globex/callback"))
                        .postLogoutUris(nodeA.at("/sso/oidc/globex/signed-out"))
                        .backChannelLogout(nodeB.at("/sso/oidc/globex/backchannel-logout"))
                        .frontChannelLogout(nodeA.at("/sso/oidc/globex/frontchannel-logout")))
                .client(OidcClient.of("plain", "secret", nodeA.at("/sso/oidc/plain/callback"))
                        .frontChannelLogout(nodeA.at("/sso/oidc/plain/frontchannel-logout")))
                .start();
    }

    @BeforeEach
    void asUsual() {
        idp.mend();
        idp.oidc().play(OidcScript.standard());
        // What earlier tests have left behind at the provider.
        idp.oidc().logout().logOut("alice");
        idp.oidc().logout().logOut("bob");
    }

    @AfterAll
    void stop() {
        idp.close();
        nodeB.close();
        nodeA.close();
        pool.dispose();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider, int port) {
        String issuer = "http://127.0.0.1:" + port + "/oidc";
        return SsoKit.builder(serviceProvider)
                .connections(
                        IdpConnection.oidc("globex")
                                .issuer(issuer)
                                .client("app", Secret.of("secret"))
                                .insecureAllowHttp()
                                .singleLogout()
                                .allowFrontChannelLogout(),
                        IdpConnection.oidc("plain")
                                .issuer(issuer)
                                .client("plain", Secret.of("secret"))
                                .insecureAllowHttp())
                .secret(Secret.of("a secret of the tests that both nodes know"))
                .stores(JdbcStores.of(pool));
    }

    @Test
    void signOut_throughTheProvider_saysSignedOutThereAsWell() {
        TestBrowser browser = signedIn("globex", "alice");
        Page out = signOut(browser);
        assertThat(out.status()).isEqualTo(200);
        assertThat(out.uri().getPath()).isEqualTo("/sso/oidc/globex/signed-out");
        assertThat(out.text()).contains("You are signed out of this app and of your identity provider.");
        assertSignedOut(browser);
        assertThat(idp.oidc().logout().sessions("alice")).isEmpty();
        assertThat(idp.oidc().logout().deliveries()).last().satisfies(OidcLogoutIT::assertTaken);
    }

    @Test
    void signOut_providerDown_signedOutHereAllTheSame() {
        TestBrowser browser = signedIn("globex", "bob");
        idp.fail(Endpoint.OIDC_LOGOUT, 503);
        Page out = signOut(browser);
        assertThat(out.status()).as("the provider's own error page").isEqualTo(503);
        assertSignedOut(browser);
    }

    @Test
    void signOut_notPassedOn_landsOnTheStartPage() {
        TestBrowser browser = signedIn("plain", "alice");
        assertThat(signOut(browser).uri()).isEqualTo(nodeA.at("/"));
        assertSignedOut(browser);
    }

    @Test
    @Tag("C-14")
    @Tag("O-21")
    void logoutTokenAtNodeB_sessionAtNodeA_diesWithinSeconds() {
        TestBrowser alice = signedIn("globex", "alice");
        TestBrowser plain = signedIn("plain", "alice");
        TestBrowser bob = signedIn("globex", "bob");
        List<LogoutDelivery> deliveries = idp.oidc().logout().logOut("alice");
        assertThat(deliveries).hasSize(1).allSatisfy(OidcLogoutIT::assertTaken);
        long begun = System.nanoTime();
        assertThat(diesWithin(alice, SOON)).isTrue();
        System.out.printf(
                "back channel: dead on the other node after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
        assertThat(bob.get(nodeA.at("/app/")).body()).contains("user=bob");
        assertThat(plain.get(nodeA.at("/app/")).body()).as("another client's").contains("user=alice");
    }

    @Test
    @Tag("O-21")
    void logoutToken_refused_400InJsonWithoutCookies() {
        TestBrowser alice = signedIn("globex", "alice");
        OidcSession session = idp.oidc().logout().sessions("alice").get(0);
        LogoutDelivery refused = idp.oidc().logout().send(session, OidcScript.of(s -> s.logoutToken("nonce", "n")));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.cacheControl()).contains("no-store");
        assertThat(refused.body()).contains("\"error\":\"invalid_request\"").doesNotContain("<", "nonce");
        assertThat(alice.get(nodeA.at("/app/")).body()).contains("user=alice");
        URI endpoint = nodeB.at("/sso/oidc/globex/backchannel-logout");
        Page get = TestBrowser.create().fetch(endpoint, Map.of("Accept", "text/html"));
        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(get.header("Set-Cookie")).isEmpty();
        Page tooLarge =
                TestBrowser.create().fetchPost(endpoint, Map.of("logout_token", "a".repeat(2_000_000)), Map.of());
        assertThat(tooLarge.status()).isEqualTo(400);
        assertThat(tooLarge.body()).contains("invalid_request");
    }

    @Test
    void frameOfTheProvider_thisBrowsersSession_endsAndMayBeFramedByTheProviderOnly() {
        TestBrowser alice = signedIn("globex", "alice");
        TestBrowser other = signedIn("globex", "alice");
        OidcSession session = idp.oidc().logout().sessions("alice").get(0);
        URI frame = idp.oidc().logout().frontChannelUri(session);
        Page elsewhere = TestBrowser.create().fetch(frame, Map.of());
        assertThat(elsewhere.status()).isEqualTo(200);
        assertThat(alice.get(nodeA.at("/app/")).body()).contains("user=alice");
        Page framed = alice.fetch(frame, Map.of());
        assertThat(framed.status()).isEqualTo(200);
        assertThat(framed.body()).isEqualTo(elsewhere.body()).isEmpty();
        assertThat(framed.header("Content-Security-Policy"))
                .contains("default-src 'none'; frame-ancestors " + idp.baseUri());
        assertThat(framed.header("X-Frame-Options")).isEmpty();
        assertThat(framed.header("Cache-Control")).contains("no-store");
        assertSignedOut(alice);
        assertThat(other.get(nodeA.at("/app/")).body()).contains("user=alice");
    }

    @Test
    void frame_notAllowed_403AndNotToBeFramed() {
        TestBrowser alice = signedIn("plain", "alice");
        OidcSession session = idp.oidc().logout().sessions("alice").stream()
                .filter(any -> any.clientId().equals("plain"))
                .reduce((first, last) -> last)
                .orElseThrow();
        Page refused = alice.fetch(idp.oidc().logout().frontChannelUri(session), Map.of());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("X-Frame-Options")).contains("DENY");
        assertThat(alice.get(nodeA.at("/app/")).body()).contains("user=alice");
    }

    private static void assertTaken(LogoutDelivery delivery) {
        assertThat(delivery.status()).as(delivery.body()).isEqualTo(200);
        assertThat(delivery.cacheControl()).contains("no-store");
        assertThat(delivery.body()).isEmpty();
    }

    private TestBrowser signedIn(String connection, String persona) {
        TestBrowser browser = TestBrowser.create();
        Page landed =
                browser.signIn(nodeA.at("/sso/start/" + connection + "?returnTo=/app/"), persona, persona + "-pw");
        assertThat(landed.body()).contains("user=" + persona);
        return browser;
    }

    private Page signOut(TestBrowser browser) {
        Page asks = browser.get(nodeA.at("/sso/logout"));
        return browser.followAll(browser.submit(asks, asks.forms().get(0), Map.of()));
    }

    private void assertSignedOut(TestBrowser browser) {
        assertThat(browser.fetch(nodeA.at("/app/"), Map.of()).status()).isEqualTo(303);
    }

    /** Asks again and again, as a person who works does: the answer may be cached for two seconds. */
    private boolean diesWithin(TestBrowser browser, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (browser.fetch(nodeA.at("/app/"), Map.of()).status() == 303) {
                return true;
            }
        }
        return false;
    }
}
