package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2ConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.oidc.Pac4j;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.credentials.TokenCredentials;
import org.pac4j.core.exception.http.FoundAction;
import org.pac4j.core.profile.CommonProfile;

/** The browser's journeys by OAuth 2.0 without OpenID Connect, and by a pac4j client that the app has plugged in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuth2IT {
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private FakeIdp idp;
    private Container app;

    @BeforeAll
    void start() {
        idp = FakeIdp.builder().client(OidcClient.onLoopback("app", "secret")).start();
        app = Container.start(Brand.JETTY, this::kit);
    }

    @AfterEach
    void asStandard() {
        idp.oauth2().play(OidcScript.standard());
        idp.mend();
        events.clear();
    }

    private List<LoginError> refusals() {
        return events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(event -> ((AuditEvent.SignInRefused) event).error())
                .toList();
    }

    @AfterAll
    void stop() {
        app.close();
        idp.close();
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .audit(events::add)
                .connections(
                        gitHub("hub"),
                        Pac4j.connection("campus", new CampusClient()).tenant("campus"));
    }

    private OAuth2ConnectionBuilder gitHub(String id) {
        return IdpConnection.oauth2(id)
                .authorizationEndpoint(idp.oauth2().authorizationUri())
                .tokenEndpoint(idp.oauth2().tokenUri())
                .userInfoEndpoints(idp.oauth2().userUri(), idp.oauth2().emailsUri())
                .client("app", Secret.of("secret"))
                .clientAuthentication(ClientAuthentication.POST)
                .scopes("read:user", "user:email")
                .userAttribute("{tidp.id}")
                .insecureAllowHttp();
    }

    @Test
    void protectedPage_providerShapedLikeGitHub_endsOnThatPage() {
        TestBrowser browser = TestBrowser.create();
        Page landed = browser.signIn(app.at("/sso/start/hub?returnTo=/app/page"), "alice", "alice-pw");
        assertThat(landed.uri()).isEqualTo(app.at("/app/page"));
        assertThat(landed.body()).contains("user=alice ");
        assertThat(events.stream()
                        .filter(AuditEvent.SignedIn.class::isInstance)
                        .map(event -> ((AuditEvent.SignedIn) event).connection()))
                .containsExactly("hub");
    }

    @Test
    void signIn_again_samePersonAlthoughTheNameChanged() {
        TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "bob", "bob-pw");
        idp.oauth2().play(OidcScript.of(s -> s.userInfo("login", "robert")));
        Page landed = TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "bob", "bob-pw");
        assertThat(landed.body()).contains("user=bob ");
    }

    /** Whoever calls himself like somebody else at the provider is somebody else all the same. */
    @Test
    @Tag("O-14")
    void signIn_nameOfSomebodyWhoIsThereAlready_isNotThatPerson() {
        TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "alice", "alice-pw");
        events.clear();
        idp.oauth2().play(OidcScript.of(s -> s.userInfo("login", "alice")));
        Page refused = TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "carol", "carol-pw");
        assertThat(refused.body()).doesNotContain("user=");
        assertThat(refusals()).containsExactly(LoginError.LINK_COLLISION);
    }

    @Test
    @Tag("O-14")
    void signIn_addressThatNobodyHasVerified_namesNobody() {
        idp.oauth2()
                .play(OidcScript.of(
                        s -> s.emails(List.of(Map.of("email", "alice@example.com", "primary", true, "verified", false)))
                                .userInfo("login", null)));
        Page refused = TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "dave", "dave-pw");
        assertThat(refused.body()).doesNotContain("user=");
        assertThat(refusals()).containsExactly(LoginError.ATTRIBUTE_MISSING);
    }

    @Test
    void signIn_providerDown_saysSo() {
        idp.fail(Endpoint.OAUTH2_USER, 503);
        Page refused = TestBrowser.create().signIn(app.at("/sso/start/hub?returnTo=/app/"), "alice", "alice-pw");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refusals()).containsExactly(LoginError.IDP_UNAVAILABLE);
    }

    @Test
    void callback_answerToNobody_refused() {
        for (String path : List.of(
                "/sso/oauth2/hub/callback?code=x&state=y",
                "/sso/custom/campus/callback?ticket=alice",
                "/sso/custom/campus/callback?ticket=alice&attempt=x")) {
            Page refused = TestBrowser.create().get(app.at(path));
            assertThat(refused.status()).as(path).isEqualTo(403);
        }
        assertThat(refusals()).containsOnly(LoginError.ATTEMPT_UNKNOWN).hasSize(3);
    }

    @Test
    void protectedPage_pluggedInClient_endsOnThatPage() {
        Page landed = TestBrowser.create().get(app.at("/sso/start/campus?returnTo=/app/page"));
        assertThat(landed.uri()).isEqualTo(app.at("/app/page"));
        assertThat(landed.body()).contains("user=dean@campus.example engineer=true");
    }

    /** Where the dean is always signed in: the server sends the browser straight back, with a ticket. */
    private static final class CampusClient extends IndirectClient {
        @Override
        protected void internalInit(boolean forceReinit) {
            setRedirectionActionBuilder(context ->
                    Optional.of(new FoundAction(computeFinalCallbackUrl(context.webContext()) + "&ticket=dean")));
            setCredentialsExtractor(context ->
                    context.webContext().getRequestParameter("ticket").map(TokenCredentials::new));
            setAuthenticator((context, credentials) -> Optional.of(credentials));
            setProfileCreator((context, credentials) -> {
                CommonProfile profile = new CommonProfile();
                profile.setId(((TokenCredentials) credentials).getToken());
                profile.addAttribute("email", profile.getId() + "@campus.example");
                profile.addAttribute("groups", List.of("engineering"));
                return Optional.of(profile);
            });
        }
    }
}
