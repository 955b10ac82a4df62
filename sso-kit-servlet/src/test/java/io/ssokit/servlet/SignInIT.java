package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The browser's journeys through the filter and the sign-in pages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInIT {
    private FakeIdp idp;
    private Map<Brand, Container> containers;

    @BeforeAll
    void start() {
        idp = FakeIdp.start();
        containers = Map.of(
                Brand.JETTY,
                Container.start(Brand.JETTY, this::kit),
                Brand.TOMCAT,
                Container.start(Brand.TOMCAT, this::kit));
    }

    @AfterAll
    void stop() {
        containers.values().forEach(Container::close);
        idp.close();
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(
                        IdpConnection.saml("acme")
                                .tenant("acme")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp()
                                .label("Acme <& Co>")
                                .emailDomains("acme.example"),
                        IdpConnection.saml("hidden")
                                .tenant("other")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp()
                                .showOnLogin(false)
                                .emailDomains("hidden.example"));
    }

    @ParameterizedTest
    @EnumSource
    void protectedPage_signInThroughTheChooser_endsOnThatPage(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(app.at("/app/page?x=1&y=%7Bz%7D"));
        assertThat(chooser.uri().getPath()).isEqualTo("/sso/login");
        assertThat(chooser.text()).contains("Acme <& Co>").doesNotContain("hidden");
        Page start = browser.get(app.at(link(chooser, "/sso/start/acme")));
        Page landed = browser.signIn(start, app.base(), "alice", "alice-pw");
        assertThat(landed.uri()).isEqualTo(app.at("/app/page?x=1&y=%7Bz%7D"));
        assertThat(landed.body()).contains("user=alice@example.com engineer=true tag=CC-1001");
    }

    @ParameterizedTest
    @EnumSource
    void chooser_emailOfADomain_leadsToItsConnection(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(app.at("/app/deep"));
        Page start = browser.submit(chooser, chooser.form("email"), Map.of("email", "bob@hidden.example"));
        Page landed = browser.signIn(start, app.base(), "bob", "bob-pw");
        assertThat(landed.uri()).isEqualTo(app.at("/app/deep"));
        assertThat(landed.body()).contains("user=bob@example.com");
    }

    @ParameterizedTest
    @EnumSource
    void chooser_emailOfNobody_shownAgainWithASentence(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(app.at("/app/"));
        Page again = browser.submit(chooser, chooser.form("email"), Map.of("email", "x\"><b>@nowhere.example"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).contains("No sign-in is set up for this address or name");
        assertThat(again.form("email").fields()).containsEntry("email", "x\"><b>@nowhere.example");
        assertThat(again.body()).doesNotContain("<b>@");
    }

    @ParameterizedTest
    @EnumSource
    void twoTabs_signInAtOnce_eachLandsOnItsOwnPage(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        Page first = browser.get(app.at("/sso/start/acme?returnTo=/app/one"));
        Page second = browser.get(app.at("/sso/start/acme?returnTo=/app/two"));
        Page secondLanded = browser.signIn(second, app.base(), "alice", "alice-pw");
        Page firstLanded = browser.signIn(first, app.base(), "alice", "alice-pw");
        assertThat(secondLanded.uri()).isEqualTo(app.at("/app/two"));
        assertThat(firstLanded.uri()).isEqualTo(app.at("/app/one"));
        assertThat(firstLanded.body()).contains("user=alice@example.com");
    }

    @ParameterizedTest
    @EnumSource
    void openPage_signedIn_knowsWho(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        assertThat(browser.get(app.at("/open/")).body()).contains("user=null engineer=false tag=none");
        browser.signIn(app.at("/sso/start/acme"), "alice", "alice-pw");
        assertThat(browser.get(app.at("/open/")).body()).contains("user=alice@example.com engineer=true tag=CC-1001");
    }

    @ParameterizedTest
    @EnumSource
    void signOut_getAsksAndPostEnds(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        Page asks = browser.get(app.at("/sso/logout"));
        assertThat(asks.text()).contains("Sign out").contains("Alice Liddell");
        assertThat(browser.get(app.at("/app/")).body()).contains("user=alice@example.com");
        Page out = browser.submit(asks, asks.forms().get(0), Map.of());
        assertThat(out.uri()).isEqualTo(app.at("/"));
        assertThat(browser.get(app.at("/open/")).body()).contains("user=null");
        assertThat(browser.get(app.at("/sso/logout")).text()).contains("You are signed out");
    }

    @ParameterizedTest
    @EnumSource
    void signOut_postFromAnotherSite_nothingHappens(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        for (Map<String, String> foreign : List.of(
                Map.of("Origin", "https://evil.example"),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site", "Origin", app.base().toString()))) {
            assertThat(browser.fetchPost(app.at("/sso/logout"), Map.of(), foreign)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(browser.get(app.at("/app/")).body()).contains("user=alice@example.com");
    }

    @ParameterizedTest
    @EnumSource
    void anotherPerson_sameBrowser_findsNothingOfTheFirst(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        assertThat(browser.get(app.at("/app/?remember=salary")).body()).contains("remembered=salary");
        Page landed = browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "bob", "bob-pw");
        assertThat(landed.body()).contains("user=bob@example.com").contains("remembered=null");
    }

    @ParameterizedTest
    @EnumSource
    void failureOfTheApp_signedIn_passesUntouched(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        Page failed = browser.get(app.at("/app/fails"));
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.header("Content-Security-Policy")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void contextPath_inEveryAddress_theJourneyIsTheSame(Brand brand) {
        try (Container app = Container.start(brand, "/shop", (context, base) -> {
            SsoServlets.install(kit(ServiceProvider.of(base)).protect("/app/*").build(), context);
            TestPages.install(context);
        })) {
            TestBrowser browser = TestBrowser.create();
            Page chooser = browser.get(app.at("/app/page?x=1"));
            Page start = browser.get(URI.create(app.base().resolve("/") + link(chooser, "shop/sso/start/acme")));
            Page landed = browser.signIn(start, app.base(), "alice", "alice-pw");
            assertThat(landed.uri()).isEqualTo(app.at("/app/page?x=1"));
            assertThat(landed.body()).contains("user=alice@example.com");
            Page out = browser.get(app.at("/sso/logout"));
            assertThat(browser.submit(out, out.forms().get(0), Map.of()).uri()).isEqualTo(app.at("/"));
            assertThat(browser.fetch(app.at("/app/"), Map.of()).status()).isEqualTo(303);
        }
    }

    private static String link(Page page, String start) {
        int at = page.body().indexOf(start);
        assertThat(at).as("a link to " + start).isPositive();
        return page.body().substring(at, page.body().indexOf('"', at)).replace("&amp;", "&");
    }
}
