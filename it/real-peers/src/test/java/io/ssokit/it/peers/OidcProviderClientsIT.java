package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sample app as every kind of client of a certified OpenID provider, through its key changes, outages and a clock that
 * is a minute off.
 */
class OidcProviderClientsIT {

    private static final String PUSHED = "POST /request";
    private static final String LONG_SECRET = "ssokit-secret-that-is-long-enough-for-hs256";

    private static OidcProvider provider;
    private static SampleApp app;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        ClientKeys keys = ClientKeys.generate();
        provider = OidcProvider.start(List.of(
                client(base, "basic", Map.of()),
                client(base, "post", Map.of("token_endpoint_auth_method", "client_secret_post")),
                client(
                        base,
                        "key",
                        Map.of(
                                "token_endpoint_auth_method",
                                "private_key_jwt",
                                "jwks",
                                keys.jwks(),
                                "require_pushed_authorization_requests",
                                true,
                                "id_token_signed_response_alg",
                                "ES256")),
                client(
                        base,
                        "fetched",
                        Map.of(
                                "token_endpoint_auth_method",
                                "private_key_jwt",
                                "jwks_uri",
                                SampleApp.oidcKeys(base, "fetched"))),
                client(base, "mac", Map.of("token_endpoint_auth_method", "client_secret_jwt")),
                client(base, "es256", Map.of("id_token_signed_response_alg", "ES256")),
                client(base, "ps256", Map.of("id_token_signed_response_alg", "PS256")),
                client(base, "fresh", Map.of("require_auth_time", true)),
                client(base, "recent", Map.of()),
                client(base, "gold", Map.of()),
                client(base, "pinned", Map.of("id_token_signed_response_alg", "RS256"))));
        app = SampleApp.start(
                base, """
                connections:
                  basic:  { type: oidc, issuer: "%1$s", client-id: basic, client-secret: %2$s, client-authentication: basic, insecure-allow-http: true }
                  post:   { type: oidc, issuer: "%1$s", client-id: post, client-secret: %2$s, client-authentication: post, insecure-allow-http: true }
                  key:    { type: oidc, issuer: "%1$s", client-id: key, client-key: "%3$s", client-key-id: %4$s, client-authentication: private-key-jwt, pushed-requests: always, algorithms: [ES256], insecure-allow-http: true }
                  fetched: { type: oidc, issuer: "%1$s", client-id: fetched, client-key: "%3$s", insecure-allow-http: true }
                  mac:    { type: oidc, issuer: "%1$s", client-id: mac, client-secret: %2$s, client-authentication: client-secret-jwt, pushed-requests: never, insecure-allow-http: true }
                  es256:  { type: oidc, issuer: "%1$s", client-id: es256, client-secret: %2$s, client-authentication: basic, insecure-allow-http: true }
                  ps256:  { type: oidc, issuer: "%1$s", client-id: ps256, client-secret: %2$s, client-authentication: basic, insecure-allow-http: true }
                  fresh:  { type: oidc, issuer: "%1$s", client-id: fresh, client-secret: %2$s, prompt: login, insecure-allow-http: true }
                  recent: { type: oidc, issuer: "%1$s", client-id: recent, client-secret: %2$s, max-age: 1h, insecure-allow-http: true }
                  gold:   { type: oidc, issuer: "%1$s", client-id: gold, client-secret: %2$s, acr-values: [gold], expect-acr: [gold], insecure-allow-http: true }
                  pinned: { type: oidc, issuer: "%1$s", client-id: pinned, client-secret: %2$s, client-authentication: basic, algorithms: [PS256], insecure-allow-http: true }
                """.formatted(provider.issuer(), LONG_SECRET, keys.pemForYaml(), ClientKeys.KEY_ID));
    }

    @AfterAll
    static void stop() {
        Closing.all(app, provider);
    }

    @AfterEach
    void mend() {
        provider.mend();
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "post", "key", "fetched", "mac", "es256", "ps256"})
    void oidcLogin_asEachKindOfClient_endsAtWhoami(String connection) {
        assertThat(signIn(connection).succeeded(connection)).containsEntry("subject", "alice");
    }

    @Test
    void oidcLogin_signedInAtTheProviderAlready_isAskedAgainOnlyWhereTheConnectionSaysSo() {
        SignIn alice = signIn("basic");
        alice.succeeded("basic");

        assertThat(asksForAPassword(alice.browser(), "fresh")).isTrue();
        assertThat(asksForAPassword(alice.browser(), "recent")).isFalse();
    }

    @Test
    void oidcLogin_maxAge_theProviderSaysWhenAndIsBelieved() {
        signIn("recent").succeeded("recent");
    }

    @Test
    void oidcLogin_contextThatTheProviderDoesNotReach_refused() {
        signIn("gold").refusedWithPage("was not accepted");
        assertThat(SampleApp.log()).contains("AUTHENTICATION by gold");
    }

    @Test
    void oidcLogin_requestsArePushed_whereTheProviderHasAPlaceAndTheConnectionDoesNotForbidIt() {
        int before = pushed();
        signIn("mac").succeeded("mac");
        assertThat(pushed()).isEqualTo(before);

        signIn("basic").succeeded("basic");
        assertThat(pushed()).isEqualTo(before + 1);
    }

    @Test
    void oidcLogin_pushedRequest_browserCarriesNothingElse() {
        String location = TestBrowser.create()
                .fetch(app.startOf("key"), Map.of())
                .location()
                .orElseThrow()
                .getQuery();

        assertThat(location).contains("client_id=key", "request_uri=urn:ietf:params:oauth:request_uri:");
        assertThat(location).doesNotContain("nonce", "redirect_uri", "scope", "code_challenge");
    }

    @Test
    void oidcLogin_algorithmOtherThanTheConnections_refused() {
        signIn("pinned").refusedWithPage("was not accepted");
    }

    @Test
    void oidcLogin_keysReplacedInMidRun_goesOn() {
        signIn("basic").succeeded("basic");
        provider.replaceKeys();

        signIn("basic").succeeded("basic");
    }

    @Test
    void oidcLogin_keysReplacedWhileAPersonIsAtTheProvider_goesOn() {
        signIn("post").succeeded("post");
        TestBrowser browser = TestBrowser.create();
        URI start = app.startOf("post");
        TestBrowser.Page login = browser.get(start);
        provider.rotateKeys();

        new SignIn(app, browser, browser.signIn(login, start, "alice", "any")).succeeded("post");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/jwks", "/.well-known/openid-configuration"})
    void oidcLogin_documentsUnreachableAfterTheFirstSignIn_goesOnFromMemory(String path) {
        signIn("es256").succeeded("es256");
        provider.fail(path);

        signIn("es256").succeeded("es256");
    }

    @Test
    void oidcLogin_tokenEndpointDown_isSaidAndTheNextTryWorks() {
        signIn("ps256").succeeded("ps256");
        provider.fail("/token");
        SignIn attempt = signIn("ps256");

        assertThat(attempt.page().status()).as(attempt.page().text()).isEqualTo(503);
        assertThat(app.whoami(attempt.browser()).status()).isEqualTo(401);

        provider.mend();

        signIn("ps256").succeeded("ps256");
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, 60})
    void oidcLogin_providersClockAMinuteOff_works(int seconds) {
        provider.clockAhead(seconds);

        signIn("basic").succeeded("basic");
    }

    @ParameterizedTest
    @ValueSource(ints = {-900, 600})
    void oidcLogin_providersClockFarOff_refused(int seconds) {
        provider.clockAhead(seconds);

        signIn("basic").refusedWithPage("was not accepted");
    }

    private static SignIn signIn(String connection) {
        return SignIn.by(app, connection, "alice", "any");
    }

    private static boolean asksForAPassword(TestBrowser browser, String connection) {
        return browser.get(app.startOf(connection))
                .findForm(form -> form.fieldOfType("password").isPresent())
                .isPresent();
    }

    private static int pushed() {
        return (int) provider.seen().stream().filter(PUSHED::equals).count();
    }

    private static Map<String, Object> client(URI base, String connection, Map<String, Object> more) {
        Map<String, Object> client = new HashMap<>(more);
        client.put("client_id", connection);
        if (!more.containsValue("private_key_jwt")) {
            client.put("client_secret", LONG_SECRET);
        }
        client.put("redirect_uris", List.of(SampleApp.oidcCallback(base, connection)));
        return client;
    }
}
