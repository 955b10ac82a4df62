package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.SamlRequests.LoginHint;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The ways on which SAML messages travel, by a browser, against an identity provider that wants signed requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamlBindingsIT {
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private FakeIdp idp;
    private Container app;

    @BeforeAll
    void start() {
        idp = FakeIdp.builder().wantSignedRequests().singleSignOn().start();
        app = Container.start(Brand.JETTY, this::kit);
        for (String connection : List.of("redirect", "post", "artifact", "open")) {
            idp.saml().register(app.at("/sso/saml/" + connection + "/metadata"));
        }
    }

    @AfterEach
    void playStandard() {
        idp.saml().play(SamlScript.standard());
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
                        connection("redirect")
                                .sendLoginHint(LoginHint.SUBJECT)
                                .emailDomains("acme.example", "example.com"),
                        connection("post").requestBinding(SamlRequests.Binding.POST),
                        connection("artifact").responseBinding(ResponseBinding.ARTIFACT),
                        connection("open").idpInitiated(IdpInitiated.ALLOW));
    }

    private SamlConnectionBuilder connection(String id) {
        return IdpConnection.saml(id)
                .tenant("acme")
                .metadata(idp.saml().metadataUri())
                .insecureAllowHttp();
    }

    @Test
    void redirect_requestSignedAndHintPassedOn() {
        TestBrowser browser = TestBrowser.create();
        Page start = browser.get(app.at("/sso/login?email=ann@acme.example&returnTo=/app/x"));
        assertThat(browser.signIn(start, app.base(), "alice", "alice-pw").uri()).isEqualTo(app.at("/app/x"));
        assertThat(lastRequest().signed()).isTrue();
        assertThat(lastRequest().loginHint()).isEqualTo("ann@acme.example");
    }

    @Test
    void post_requestSignedInside() {
        assertThat(signIn("post").body()).contains("user=alice@example.com");
        assertThat(lastRequest().signed()).isTrue();
        assertThat(lastRequest().xml()).contains("<ds:Signature");
    }

    @Test
    void artifact_byRedirectAndByForm_resolvedAtTheBack() {
        int before = idp.hits(Endpoint.SAML_ARTIFACT);
        assertThat(signIn("artifact").body()).contains("user=alice@example.com");
        assertThat(lastRequest().protocolBinding()).isEqualTo(SamlBinding.ARTIFACT);
        idp.saml().play(SamlScript.of(SamlScript.Builder::artifactByPost));
        assertThat(signIn("artifact").body()).contains("user=alice@example.com");
        idp.saml().play(SamlScript.of(SamlScript.Builder::artifactResponseUnsigned));
        assertThat(signIn("artifact").body()).contains("user=alice@example.com");
        assertThat(idp.hits(Endpoint.SAML_ARTIFACT)).isEqualTo(before + 3);
    }

    @Test
    void artifact_unsignedResponseInside_refused() {
        idp.saml().play(SamlScript.of(s -> s.sign(SamlScript.Sign.NONE)));
        assertThat(signIn("artifact").status()).isEqualTo(403);
        assertThat(lastRefusal().error()).isEqualTo(LoginError.SIGNATURE);
    }

    @Test
    void artifact_notAskedFor_refusalNamesIt() {
        idp.saml().play(SamlScript.of(s -> s.binding(SamlBinding.ARTIFACT)));
        assertThat(signIn("post").status()).isEqualTo(403);
        assertThat(lastRefusal().error()).isEqualTo(LoginError.UNSUPPORTED);
        assertThat(lastRefusal().received()).contains("artifact");
    }

    @Test
    @Tag("S-23")
    void portalTile_bounceIsTheDefault_signsInByARequestOfOurs() {
        TestBrowser browser = TestBrowser.create();
        int before = idp.saml().requests().size();
        assertThat(tile(browser, "redirect", null).uri()).isEqualTo(app.at("/"));
        assertThat(idp.saml().requests()).hasSize(before + 1);
        assertThat(browser.get(app.at("/app/")).body()).contains("user=alice@example.com");
    }

    @Test
    @Tag("S-23")
    @Tag("C-07")
    void portalTile_allowed_signsInWithoutARequest() {
        int before = idp.saml().requests().size();
        assertThat(tile(TestBrowser.create(), "open", "/app/report").uri()).isEqualTo(app.at("/app/report"));
        assertThat(tile(TestBrowser.create(), "open", app.at("/app/report").toString())
                        .uri())
                .isEqualTo(app.at("/app/report"));
        assertThat(tile(TestBrowser.create(), "open", "https://evil.example/").uri())
                .isEqualTo(app.at("/"));
        assertThat(tile(TestBrowser.create(), "open", null).uri()).isEqualTo(app.at("/"));
        assertThat(idp.saml().requests()).hasSize(before);
    }

    @Test
    void assertionConsumer_otherBindings_refusalNamesThem() throws Exception {
        Map<String, String> bodies = Map.of(
                "application/vnd.paos+xml", "ECP",
                "text/xml; charset=utf-8", "text/xml",
                "application/json", "application/json");
        for (Map.Entry<String, String> body : bodies.entrySet()) {
            HttpRequest request = HttpRequest.newBuilder(app.at("/sso/saml/post/acs"))
                    .header("Content-Type", body.getKey())
                    .POST(HttpRequest.BodyPublishers.ofString("<x/>"))
                    .build();
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(lastRefusal().error()).isEqualTo(LoginError.UNSUPPORTED);
            assertThat(lastRefusal().received()).contains(body.getValue());
        }
        Page redirected = TestBrowser.create().get(app.at("/sso/saml/post/acs?SAMLResponse=x"));
        assertThat(redirected.status()).isEqualTo(403);
        assertThat(lastRefusal().received()).contains("HTTP-Redirect");
    }

    private Page signIn(String connection) {
        URI start = app.at("/sso/start/" + connection + "?returnTo=/app/");
        return TestBrowser.create().signIn(start, "alice", "alice-pw");
    }

    /** Whoever clicks on the app in the identity provider's portal. */
    private Page tile(TestBrowser browser, String connection, @Nullable String relayState) {
        URI tile = idp.saml()
                .initiateUri(
                        app.at("/sso/saml/" + connection + "/metadata").toString(),
                        app.at("/sso/saml/" + connection + "/acs"),
                        relayState);
        Page landed = browser.signIn(browser.get(tile), app.base(), "alice", "alice-pw");
        return browser.followAll(landed);
    }

    private AuthnRequest lastRequest() {
        List<AuthnRequest> all = idp.saml().requests();
        return all.get(all.size() - 1);
    }

    private AuditEvent.SignInRefused lastRefusal() {
        return (AuditEvent.SignInRefused) events.get(events.size() - 1);
    }
}
