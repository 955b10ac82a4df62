package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LocalSignIn;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.store.MemoryStores;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The app's own login while the only identity provider is down: nothing listens where its metadata should be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalSignInIT {
    private static final URI NOBODY_LISTENS = URI.create("http://127.0.0.1:9/metadata");

    private final MemoryStores stores = MemoryStores.create();
    private final Map<Brand, Container> containers = new EnumMap<>(Brand.class);
    private final User root = provision("root");
    private final User pinned = provision("pinned");
    private final User off =
            stores.users().create(User.named("acme", "off").active(false).build(), UserStore.Origin.PROVISIONING);

    @BeforeAll
    void start() {
        stores.links().pin("acme", root.id(), Pin.NONE);
        stores.links().pin("acme", pinned.id(), Pin.to("acme"));
        for (Brand brand : Brand.values()) {
            containers.put(brand, Container.start(brand, "", this::install));
        }
    }

    @AfterAll
    void stop() {
        containers.values().forEach(Container::close);
    }

    @ParameterizedTest
    @EnumSource
    void signIn_identityProviderDown_landsOnThePageAndSignsOutAgain(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        assertThat(browser.get(app.at("/app/page")).body()).as("the chooser").contains("/signin?returnTo=");
        Page down = browser.get(app.at("/sso/start/acme?returnTo=/app/page"));
        assertThat(down.status()).as("the way by the identity provider").isEqualTo(503);
        assertThat(down.body()).contains("/signin?returnTo=");
        browser.get(app.at("/open/?remember=fixed"));
        Map<String, String> before = browser.cookies(app.at("/"));

        Page landed = signIn(browser, app, root, Map.of("returnTo", "/app/page"));

        assertThat(landed.uri()).isEqualTo(app.at("/app/page"));
        assertThat(landed.body()).contains("user=root");
        assertThat(browser.cookies(app.at("/"))).doesNotContainValue(before.get("JSESSIONID"));
        Page signOut = browser.get(app.at("/sso/logout"));
        browser.submit(signOut, signOut.forms().get(0), Map.of());
        assertThat(browser.get(app.at("/open/")).body()).contains("user=null");
    }

    @ParameterizedTest
    @EnumSource
    void signIn_returnToOfAnotherSite_landsOnTheStartPage(Brand brand) {
        Container app = containers.get(brand);
        Page landed = signIn(TestBrowser.create(), app, root, Map.of("returnTo", "//evil.example/app/"));
        assertThat(landed.uri()).isEqualTo(app.at("/"));
    }

    @ParameterizedTest
    @EnumSource
    void signIn_deactivatedUnknownOrPinned_isARefusalPageAndNobodyIsSignedIn(Brand brand) {
        Container app = containers.get(brand);
        TestBrowser browser = TestBrowser.create();
        assertThat(signIn(browser, app, off, Map.of()).text()).contains("This account is deactivated.");
        assertThat(signIn(browser, app, pinned, Map.of()).text()).contains("This account signs in another way.");
        Page unknown = browser.post(app.at("/signin"), Map.of("id", "nobody"));
        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.text()).contains("There is no account for this person.");
        assertThat(browser.get(app.at("/open/")).body()).contains("user=null");
    }

    @ParameterizedTest
    @EnumSource
    void signIn_pinnedWithBreakGlass_signedIn(Brand brand) {
        Container app = containers.get(brand);
        Page landed = signIn(
                TestBrowser.create(), app, pinned, Map.of("returnTo", "/app/", "reason", "identity provider is down"));
        assertThat(landed.body()).contains("user=pinned");
    }

    private static Page signIn(TestBrowser browser, Container app, User who, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(more);
        form.put("id", who.id());
        return browser.post(app.at("/signin"), form);
    }

    private User provision(String name) {
        return stores.users().create(User.named("acme", name).build(), UserStore.Origin.PROVISIONING);
    }

    private void install(ServletContext context, URI base) {
        SsoServlets.install(
                SsoKit.builder(ServiceProvider.of(base))
                        .connections(IdpConnection.saml("acme")
                                .tenant("acme")
                                .metadata(NOBODY_LISTENS)
                                .insecureAllowHttp())
                        .stores(stores)
                        .localLogin("/signin")
                        .protect("/app/*")
                        .build(),
                context);
        TestPages.install(context);
        context.addServlet("signin", new SignInServlet()).addMapping("/signin");
    }

    /** The app's own login, which has a password checked already. */
    private static final class SignInServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            LocalSignIn who = new LocalSignIn(
                    "acme",
                    request.getParameter("id"),
                    Optional.ofNullable(request.getParameter("returnTo")),
                    Optional.ofNullable(request.getParameter("reason")));
            boolean signedIn = Sso.signIn(request, response, who);
            if (signedIn != (response.getStatus() == HttpServletResponse.SC_SEE_OTHER)) {
                throw new IllegalStateException("said " + signedIn + " and sent " + response.getStatus());
            }
        }
    }
}
