package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The chooser, sign-ins that begin elsewhere, and further applications, as a browser meets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomeRealmIT {
    private FakeIdp idp;
    private Container app;

    @BeforeAll
    void start() {
        idp = FakeIdp.builder().client(OidcClient.onLoopback("app", "secret")).start();
        idp.saml().metadata();
        idp.oidc().jwks();
        app = Container.start(Brand.JETTY, this::kit);
    }

    @AfterAll
    void stop() {
        app.close();
        idp.close();
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .localLogin("/open/signin")
                .launch(
                        LaunchTarget.of("reports", "Reports").landingAt("/app/reports/"),
                        LaunchTarget.of("admin", "Admin").landingAt("/admin/"))
                .connections(
                        IdpConnection.saml("acme")
                                .label("Acme")
                                .icon(idp.saml().metadataUri().resolve("/favicon.ico"))
                                .metadata(idp.saml().metadataUri())
                                .initiateTargets("/app/*")
                                .insecureAllowHttp(),
                        IdpConnection.oidc("globex")
                                .label("Globex")
                                .issuer(idp.oidc().issuer())
                                .client("app", Secret.of("secret"))
                                .initiateTargets("/app/*")
                                .insecureAllowHttp(),
                        IdpConnection.saml("partner")
                                .metadata(idp.saml().metadataUri())
                                .signIn(false)
                                .apps("reports")
                                .insecureAllowHttp(),
                        IdpConnection.saml("dead")
                                .metadata(URI.create("http://127.0.0.1:9/metadata"))
                                .showOnLogin(false)
                                .insecureAllowHttp());
    }

    @Test
    void chooser_icon_isTheOnlyForeignThingThatThePolicyLetsIn() {
        Page page = TestBrowser.create().fetch(app.at("/sso/login"), Map.of());
        URI icon = idp.saml().metadataUri().resolve("/favicon.ico");
        assertThat(page.body())
                .contains(
                        "<img src=\"" + icon + "\" alt=\"\" width=\"20\" height=\"20\" referrerpolicy=\"no-referrer\"")
                .contains("Use this app's own sign-in")
                .doesNotContain("Partner")
                .doesNotContain("<script");
        assertThat(page.header("Content-Security-Policy").orElseThrow())
                .endsWith("; img-src http://" + icon.getAuthority())
                .startsWith("default-src 'none'");
    }

    @Test
    void chooser_afterASignIn_showsWhatWasUsedFirst() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/globex?returnTo=/app/"), "alice", "alice-pw");
        browser.fetchPost(app.at("/sso/logout"), Map.of(), Map.of());
        String page = browser.fetch(app.at("/sso/login"), Map.of()).body();
        assertThat(page.indexOf("Continue with Globex")).isPositive().isLessThan(page.indexOf("id=\"email\""));
        assertThat(page).containsOnlyOnce("Globex").contains("Acme");
        assertThat(browser.fetch(app.at("/app/"), Map.of()).location())
                .contains(app.at("/sso/login?returnTo=%2Fapp%2F"));
    }

    @Test
    void identityProviderIsDown_thePageLeadsToTheAppsOwnLogin() {
        Page page = TestBrowser.create().fetch(app.at("/sso/start/dead"), Map.of());
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.body())
                .contains("href=\"" + app.at("/open/signin?returnTo=%2F") + "\"")
                .contains("Use this app's own sign-in");
    }

    @Test
    @Tag("O-25")
    void initiate_byTheIssuerOfEitherProtocol_landsOnTheTarget() {
        // Two connections have one SAML identity provider here: the path says which.
        String saml = "/sso/initiate/acme?iss=" + encoded(idp.saml().entityId());
        String oidc = "/sso/initiate?iss=" + encoded(idp.oidc().issuer());
        // The metadata is read before anybody is asked about its name.
        TestBrowser.create().fetch(app.at("/sso/start/acme"), Map.of());
        for (String begin : List.of(saml, oidc)) {
            Page landed = TestBrowser.create()
                    .signIn(
                            app.at(begin + "&target_link_uri="
                                    + encoded(app.at("/app/x?y=1").toString())),
                            "alice",
                            "alice-pw");
            assertThat(landed.uri()).isEqualTo(app.at("/app/x?y=1"));
            assertThat(landed.body()).contains("user=alice");
        }
    }

    @Test
    @Tag("O-25")
    void initiate_formOfAnotherSite_startsASignInAndNothingElse() {
        Map<String, String> form = Map.of("iss", idp.oidc().issuer(), "target_link_uri", "/app/");
        Map<String, String> foreign = Map.of("Origin", "https://portal.example", "Sec-Fetch-Site", "cross-site");
        Page begun = TestBrowser.create().fetchPost(app.at("/sso/initiate"), form, foreign);
        assertThat(begun.location().orElseThrow().toString())
                .startsWith(idp.oidc().issuer());
        assertThat(begun.headers().get("set-cookie"))
                .allMatch(cookie -> cookie.startsWith("sso-attempt-") || cookie.startsWith("sso-bounces"));
        Page refused =
                TestBrowser.create().fetchPost(app.at("/sso/initiate"), Map.of("iss", "https://evil.example"), foreign);
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.headers()).doesNotContainKey("set-cookie");
        Page put = TestBrowser.create().fetchPost(app.at("/sso/initiate"), Map.of(), Map.of());
        assertThat(put.status()).isEqualTo(403);
    }

    /** Every spelling of a host or of a line's end in what such a link may hold. */
    @Test
    @Tag("C-09")
    @Tag("C-10")
    void initiate_hostileTexts_areInNoHeader() throws Exception {
        int tried = 0;
        for (String text : List.of(
                "x%0d%0aSet-Cookie:%20a=b",
                "x%0aLocation:%20//evil.test", "%C2%85x", "%E2%80%A8x", "%1b%5b31m", "$%7bjndi:ldap://evil.test%7d")) {
            for (String name : List.of("iss", "login_hint", "target_link_uri", "app")) {
                String iss =
                        name.equals("iss") ? "" : "iss=" + encoded(idp.oidc().issuer()) + "&";
                for (String route : List.of("/sso/initiate?", "/sso/initiate/globex?", "/sso/start/globex?")) {
                    RawHttp.Reply reply = RawHttp.get(
                            app.port(),
                            route + iss + name + "=" + text,
                            "Host: evil.example",
                            "X-Forwarded-Host: evil.example");
                    tried++;
                    assertThat(reply.headers().toString()).doesNotContain("evil", "a=b", "\u001b", "\u0085");
                    assertThat(reply.all("Location").size()).isLessThanOrEqualTo(1);
                }
            }
        }
        System.out.printf("attacks: %d tried, 0 accepted (C-09, C-10)%n", tried);
    }

    @Test
    void partner_opensItsAppAndNothingElse() {
        TestBrowser browser = TestBrowser.create();
        Page page = browser.signIn(app.at("/sso/start/partner?app=reports"), "alice", "alice-pw");
        assertThat(page.uri()).isEqualTo(app.at("/app/reports/"));
        assertThat(page.body()).contains("user=alice");
        assertThat(browser.fetch(app.at("/app/reports/x"), Map.of()).status()).isEqualTo(200);
        int tried = 0;
        for (String other : List.of(
                "/app/",
                "/app/x",
                "/admin/",
                "/app/reportsx",
                "/app/REPORTS/",
                "/app/reports/../x",
                "/app/reports/..%2fx",
                "/app/reports;/../x",
                "/app//x",
                "/app/%72eports/../x")) {
            Page no = browser.fetch(URI.create(app.base() + other), Map.of());
            tried++;
            assertThat(no.body()).as(other).doesNotContain("user=alice").doesNotContain(TestPages.SECRET);
        }
        System.out.printf("attacks: %d tried, 0 accepted (apps, pages beside the target)%n", tried);
        assertThat(browser.fetch(app.at("/open/x"), Map.of()).body()).contains("user=null");
        assertThat(browser.fetch(app.at("/app/reports/"), Map.of()).body())
                .as("still there")
                .contains("user=alice");
    }

    @Test
    void partner_withoutAppInTheLink_goesToItsOnlyOne() {
        Page page = TestBrowser.create().signIn(app.at("/sso/start/partner"), "alice", "alice-pw");
        assertThat(page.uri()).isEqualTo(app.at("/app/reports/"));
    }

    @Test
    void partner_appOfOthers_refused() {
        Page page = TestBrowser.create().fetch(app.at("/sso/start/partner?app=admin"), Map.of());
        assertThat(page.status()).isEqualTo(403);
        assertThat(page.body()).contains("This sign-in does not lead to that application.");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
