package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.IdpAnswer;
import io.ssokit.servlet.RawHttp;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.TestBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C-01: whatever session id a browser had before, the signed-in session has another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionFixationTest {
    private FakeIdp idp;

    @BeforeAll
    void start() {
        idp = FakeIdp.start();
    }

    @AfterAll
    void stop() {
        idp.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-01")
    void plantedSession_afterSignIn_isDead(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit)) {
            TestBrowser browser = TestBrowser.create();
            browser.get(app.at("/open/?remember=planted"));
            String planted = sessionId(browser, app);
            TestBrowser.Page landed = browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
            String fresh = sessionId(browser, app);
            assertThat(landed.body()).contains("user=alice@example.com");
            List<String> attacks = List.of(planted, planted.replaceAll("\\..*", ""), planted + ".node0");
            long accepted = attacks.stream().filter(id -> isSignedIn(app, id)).count();
            System.out.printf("attacks: %d tried, %d accepted%n", attacks.size(), accepted);
            assertThat(accepted).isZero();
            assertThat(fresh).isNotEqualTo(planted);
            assertThat(isSignedIn(app, fresh)).as("the oracle").isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-01")
    void madeUpId_beforeSignIn_isNotTaken(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit)) {
            IdpAnswer answer = IdpAnswer.forAlice(app, "acme");
            String made = "0123456789ABCDEF0123456789ABCDEF";
            RawHttp.Reply reply = RawHttp.send(
                    app.port(),
                    "POST /sso/saml/acme/acs;jsessionid=" + made,
                    answer.body(),
                    "Cookie: " + answer.cookies() + "; JSESSIONID=" + made);
            assertThat(reply.status()).isEqualTo(303);
            assertThat(reply.all("Set-Cookie")).noneMatch(cookie -> cookie.contains(made));
            assertThat(isSignedIn(app, made)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-01")
    void secondSignIn_sameBrowser_changesTheIdAgain(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit)) {
            TestBrowser browser = TestBrowser.create();
            browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
            String first = sessionId(browser, app);
            browser.signIn(app.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
            String second = sessionId(browser, app);
            assertThat(second).isNotEqualTo(first);
            assertThat(isSignedIn(app, first)).isFalse();
            assertThat(isSignedIn(app, second)).isTrue();
        }
    }

    private static boolean isSignedIn(Container app, String sessionId) {
        try {
            return RawHttp.get(app.port(), "/app/", "Cookie: JSESSIONID=" + sessionId)
                    .body()
                    .contains("user=alice");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String sessionId(TestBrowser browser, Container app) {
        String id = browser.cookies(app.at("/app/")).get("JSESSIONID");
        assertThat(id).isNotNull();
        return id;
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme")
                        .metadata(idp.saml().metadataUri())
                        .insecureAllowHttp());
    }
}
