package io.ssokit.servlet.attack;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.SsoServlets;
import io.ssokit.servlet.TestPages;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The app of the README's quickstart in Jetty, with no option set but the three that tests on one machine cannot do
 * without: {@code insecureAllowHttp}, because {@link FakeIdp} listens on plain http on loopback; a clock, so that links
 * expire without anybody waiting; and something to launch.
 */
final class QuickstartApp implements AutoCloseable {
    static final String SCIM_TOKEN = "the-token-of-acme-0123456789abcdef0123456789";

    final TurnedClock clock = new TurnedClock();
    final FakeIdp idp = FakeIdp.builder()
            .client(OidcClient.onLoopback("app", "globex-secret"))
            .singleSignOn()
            .clock(clock)
            .start();
    /** Somebody who is signed in at the identity provider, and not in the app. */
    final TestBrowser browser = TestBrowser.create();

    private final AtomicReference<SsoKit> built = new AtomicReference<>();
    private final Container container;

    QuickstartApp() {
        container = Container.start(Brand.JETTY, "", (context, base) -> {
            SsoKit kit = quickstart(base);
            built.set(kit);
            SsoServlets.install(kit, context);
            TestPages.install(context);
        });
    }

    private SsoKit quickstart(URI base) {
        return SsoKit.builder(ServiceProvider.of(base))
                .connections(
                        IdpConnection.saml("acme")
                                .tenant("acme")
                                .metadata(idp.saml().metadataUri())
                                .emailDomains("acme.example")
                                .insecureAllowHttp(),
                        IdpConnection.oidc("globex")
                                .tenant("globex")
                                .issuer(idp.oidc().issuer())
                                .client("app", Secret.of("globex-secret"))
                                .insecureAllowHttp())
                .scim(ScimDirectory.of("acme", Secret.of(SCIM_TOKEN)))
                .protect("/app/*")
                .launch(LaunchTarget.of("studio", "Studio").landingAt("/app/"))
                .clock(clock)
                .build();
    }

    SsoKit kit() {
        return built.get();
    }

    URI at(String path) {
        return container.at(path);
    }

    int port() {
        return container.port();
    }

    /** Begins a sign-in by SAML. */
    AuthnRequest request(String returnTo) {
        Page start = browser.fetch(at("/sso/start/acme?returnTo=" + encoded(returnTo)), Map.of());
        return AuthnRequest.fromRedirect(start.location().orElseThrow());
    }

    /** What the identity provider answers to a request. */
    SamlResponse response(AuthnRequest request, SamlScript script) {
        return idp.saml().respond(request, idp.persona("alice"), script);
    }

    /** Begins a sign-in by SAML and posts what the script makes of the answer. */
    Page samlAnswer(String returnTo, SamlScript script) {
        SamlResponse response = response(request(returnTo), script);
        return browser.fetchPost(response.acsUrl(), response.form(), Map.of());
    }

    /** Begins a sign-in by OpenID Connect, up to the address of the callback with its code. */
    URI oidcCallback(String returnTo) {
        Page page = browser.fetch(at("/sso/start/globex?returnTo=" + encoded(returnTo)), Map.of());
        while (!page.location().orElseThrow().getPath().endsWith("/callback")) {
            page = browser.fetch(page.location().orElseThrow(), Map.of());
        }
        return page.location().orElseThrow();
    }

    /** Begins a sign-in by OpenID Connect and brings the answer back. */
    Page oidcAnswer(String returnTo) {
        return browser.fetch(oidcCallback(returnTo), Map.of());
    }

    /** Alice signs in at both identity providers, so that they do not ask again, and out of the app. */
    void signInAtTheIdps() {
        idp.saml().metadata(); // making keys takes longer than the kit waits for a document, where others are busy
        idp.oidc().jwks();
        for (String connection : new String[] {"acme", "globex"}) {
            Page landed = signIn(connection);
            for (int again = 0; again < 3 && landed.status() == 503; again++) {
                clock.advance(Duration.ofSeconds(11)); // the kit tries again
                landed = signIn(connection);
            }
            if (!landed.body().contains("user=alice")) {
                throw new AssertionError("the oracle: " + connection + " signs nobody in: " + landed.text());
            }
            signOut();
        }
    }

    private Page signIn(String connection) {
        return browser.signIn(at("/sso/start/" + connection + "?returnTo=/app/"), "alice", "alice-pw");
    }

    void signOut() {
        browser.fetchPost(at("/sso/logout"), Map.of(), Map.of());
    }

    /** Whether our browser got a session; it has none afterwards. */
    boolean isSignedIn() {
        int status =
                browser.fetch(at("/app/"), Map.of("Accept", "application/json")).status();
        if (status != 401) {
            signOut();
        }
        return status != 401;
    }

    /** A launch link's token for alice of acme. */
    String launchToken(Duration life) {
        String alice = kit().stores()
                .users()
                .findByUserName("acme", "alice@example.com")
                .orElseThrow()
                .id();
        URI link = kit().launcher()
                .presign(LaunchRequest.to("studio").urlLifetime(life).forUser("acme", alice))
                .authorizedUrl();
        return link.getRawQuery().substring("token=".length());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        container.close();
        idp.close();
    }

    /** The system's clock, ahead by as much as a test wants. */
    static final class TurnedClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void advance(Duration duration) {
            ahead = ahead.plus(duration);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
