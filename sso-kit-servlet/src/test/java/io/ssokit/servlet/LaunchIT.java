package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import io.ssokit.user.User;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a pre-signed link to a session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunchIT {
    private final Map<Brand, Container> containers = new EnumMap<>(Brand.class);
    private final Map<Brand, SsoKit> kits = new EnumMap<>(Brand.class);
    private FakeIdp idp;

    @BeforeAll
    void start() {
        idp = FakeIdp.start();
        for (Brand brand : Brand.values()) {
            containers.put(brand, Container.start(brand, "", (context, base) -> {
                SsoKit kit = SsoKit.builder(ServiceProvider.of(base))
                        .connections(IdpConnection.saml("acme")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp())
                        .launch(LaunchTarget.of("studio", "Studio").landingAt("/app/"))
                        .protect("/app/*")
                        .build();
                kits.put(brand, kit);
                SsoServlets.install(kit, context);
                TestPages.install(context);
            }));
        }
    }

    @AfterAll
    void stop() {
        containers.values().forEach(Container::close);
        idp.close();
    }

    @ParameterizedTest
    @EnumSource
    void link_openedWithoutSession_signsInOnce(Brand brand) {
        URI link = link(brand);
        TestBrowser browser = TestBrowser.create();
        Page page = browser.get(link);
        assertThat(page.text()).contains("Open Studio");
        assertThat(browser.get(link).status()).as("GET consumes nothing").isEqualTo(200);
        Page landed = browser.submit(page, page.form("token"), Map.of());
        assertThat(landed.uri()).isEqualTo(containers.get(brand).at("/app/"));
        assertThat(landed.body()).contains("user=alice@example.com");
        Page again = TestBrowser.create()
                .post(
                        containers.get(brand).at("/sso/launch"),
                        page.form("token").fields());
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.text()).contains("This link cannot be opened").contains("reference");
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-01")
    void link_browserWithPlantedSession_getsANewId(Brand brand) {
        Container app = containers.get(brand);
        URI link = link(brand);
        TestBrowser browser = TestBrowser.create();
        browser.get(app.at("/open/?remember=planted"));
        String planted = browser.cookies(app.at("/app/")).get("JSESSIONID");
        Page page = browser.get(link);
        browser.submit(page, page.form("token"), Map.of());
        assertThat(browser.cookies(app.at("/app/")).get("JSESSIONID")).isNotEqualTo(planted);
        Page old = TestBrowser.create().fetch(app.at("/app/"), Map.of("Cookie", "JSESSIONID=" + planted));
        assertThat(old.status()).isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource
    void link_anotherPersonIsSignedIn_refusedAndStillGood(Brand brand) {
        Container app = containers.get(brand);
        URI link = link(brand);
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "bob", "bob-pw");
        Page page = browser.get(link);
        assertThat(browser.submit(page, page.form("token"), Map.of()).status()).isEqualTo(403);
        assertThat(browser.get(app.at("/app/")).body()).contains("user=bob");
        Page elsewhere = TestBrowser.create()
                .post(app.at("/sso/launch"), page.form("token").fields());
        assertThat(elsewhere.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    void link_anythingButItsOneParameter_refused(Brand brand) {
        Container app = containers.get(brand);
        URI link = link(brand);
        String token = link.getRawQuery().substring("token=".length());
        TestBrowser browser = TestBrowser.create();
        for (String query : List.of(
                "",
                "?",
                "?token=",
                "?token=x",
                "?Token=" + token,
                "?token=" + token + "&redirect=/x",
                "?token=" + token + "&token=" + token,
                "?token=" + token + "&",
                "?x&token=" + token)) {
            int expected = query.equals("?token=" + token + "&") ? 200 : 403;
            assertThat(browser.get(app.at("/sso/launch" + query)).status())
                    .as(query)
                    .isEqualTo(expected);
        }
        assertThat(browser.post(app.at("/sso/launch?x=1"), Map.of("token", token))
                        .status())
                .isEqualTo(403);
        assertThat(browser.post(app.at("/sso/launch"), Map.of("token", token, "x", "1"))
                        .status())
                .isEqualTo(403);
        assertThat(browser.post(link, Map.of()).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void post_fromAnotherSite_refusedAndStillGood(Brand brand) {
        URI link = link(brand);
        TestBrowser browser = TestBrowser.create();
        Page page = browser.get(link);
        Map<String, String> fields = page.form("token").fields();
        URI action = page.form("token").action();
        for (Map<String, String> foreign :
                List.of(Map.of("Origin", "https://evil.example"), Map.of("Sec-Fetch-Site", "cross-site"))) {
            assertThat(browser.fetchPost(action, fields, foreign).status()).isEqualTo(403);
        }
        assertThat(browser.fetchPost(action, fields, Map.of("Sec-Fetch-Site", "same-origin"))
                        .status())
                .isEqualTo(303);
    }

    /** A page of another site that hides its origin, in a browser that says nothing else about it. */
    @ParameterizedTest
    @EnumSource
    @Tag("L-10")
    void post_fromAPageThatHidesItsOrigin_onlyWhereOurPageWasOpened(Brand brand) {
        URI link = link(brand);
        URI action = containers.get(brand).at("/sso/launch");
        Map<String, String> fields = Map.of("token", link.getRawQuery().substring("token=".length()));
        Map<String, String> hidden = Map.of("Origin", "null");
        TestBrowser victim = TestBrowser.create();
        assertThat(victim.fetchPost(action, fields, hidden).status()).isEqualTo(403);
        assertThat(victim.fetchPost(action, fields, Map.of("Origin", "null", "Sec-Fetch-Site", "cross-site"))
                        .status())
                .isEqualTo(403);
        victim.get(link(brand)); // another link
        assertThat(victim.fetchPost(action, fields, hidden).status()).isEqualTo(403);
        Page opened = victim.get(link);
        assertThat(opened.header("Set-Cookie").orElseThrow())
                .contains("; HttpOnly")
                .contains("; SameSite=Lax")
                .contains("; Path=/sso/launch;")
                .contains("; Max-Age=300;");
        assertThat(victim.fetchPost(action, fields, hidden).status()).isEqualTo(303);
    }

    @ParameterizedTest
    @EnumSource
    void refused_askedByAProgram_json(Brand brand) {
        Page refused = TestBrowser.create()
                .fetch(containers.get(brand).at("/sso/launch?token=x"), Map.of("Accept", "application/json"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json()).containsEntry("error", "LAUNCH_REFUSED").containsKey("reference");
    }

    private URI link(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser.create().signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        SsoKit kit = kits.get(brand);
        User alice = kit.stores()
                .users()
                .findByUserName("default", "alice@example.com")
                .orElseThrow();
        return kit.launcher()
                .presign(LaunchRequest.to("studio").forUser("default", alice.id()))
                .authorizedUrl();
    }
}
