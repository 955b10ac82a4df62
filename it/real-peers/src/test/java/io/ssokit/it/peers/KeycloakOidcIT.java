package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenID Connect with Keycloak beyond the plain client: keys, pushed requests, algorithms, and signing out both ways. */
@ExtendWith(KeycloakRun.class)
class KeycloakOidcIT {

    private static final String REALM = "oidc";
    private static final Pattern FRAME = Pattern.compile("<iframe[^>]+src=\"([^\"]+/sso/oidc/[^\"]+)\"");

    private static Keycloak keycloak;
    private static SampleApp app;

    @BeforeAll
    static void start(Keycloak running) {
        URI base = Peer.loopback(Peer.freePort());
        ClientKeys keys = ClientKeys.generate();
        keycloak = running;
        keycloak.create(new KeycloakRealm(REALM)
                .oidc("plain", SampleApp.oidcCallback(base, "plain"), logoutOptions(base, "plain"))
                .oidc("quiet", SampleApp.oidcCallback(base, "quiet"), Map.of())
                .oidcByKey(
                        "key",
                        SampleApp.oidcCallback(base, "key"),
                        keys.jwks(),
                        Map.of(
                                "require.pushed.authorization.requests", "true",
                                "token.endpoint.auth.signing.alg", "RS256",
                                "id.token.signed.response.alg", "ES256"))
                .oidc(
                        "framed",
                        SampleApp.oidcCallback(base, "framed"),
                        Map.of(
                                "frontchannel.logout.url",
                                SampleApp.oidcFrontChannel(base, "framed").toString(),
                                "frontchannel.logout.session.required",
                                "true"))
                .oidc("es256", SampleApp.oidcCallback(base, "es256"), Map.of("id.token.signed.response.alg", "ES256"))
                .oidc("ps256", SampleApp.oidcCallback(base, "ps256"), Map.of("id.token.signed.response.alg", "PS256")));
        keycloak.addKey(REALM, "PS256");
        app = SampleApp.start(base, """
                connections:
                  plain: { type: oidc, issuer: "%1$s", client-id: plain, client-secret: %2$s, client-authentication: basic, single-logout: true, insecure-allow-http: true }
                  quiet: { type: oidc, issuer: "%1$s", client-id: quiet, client-secret: %2$s, client-authentication: post, insecure-allow-http: true }
                  framed: { type: oidc, issuer: "%1$s", client-id: framed, client-secret: %2$s, allow-front-channel-logout: true, insecure-allow-http: true }
                  key:   { type: oidc, issuer: "%1$s", client-id: key, client-key: "%3$s", client-key-id: %4$s, client-authentication: private-key-jwt, pushed-requests: always, algorithms: [ES256], insecure-allow-http: true }
                  es256: { type: oidc, issuer: "%1$s", client-id: es256, client-secret: %2$s, client-authentication: basic, algorithms: [ES256], insecure-allow-http: true }
                  ps256: { type: oidc, issuer: "%1$s", client-id: ps256, client-secret: %2$s, client-authentication: basic, algorithms: [PS256], insecure-allow-http: true }
                """.formatted(
                        keycloak.issuer(REALM), KeycloakRealm.CLIENT_SECRET, keys.pemForYaml(), ClientKeys.KEY_ID));
    }

    @AfterAll
    static void stop() {
        Closing.all(app);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "quiet", "key", "es256", "ps256"})
    void oidcLogin_asEachKindOfClient_endsAtWhoami(String connection) {
        Map<String, Object> me = signIn(connection, "alice").page().json();

        assertThat(me).containsEntry("subject", keycloak.userId(REALM, "alice"));
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins");
    }

    @Test
    void oidcLogin_clientThatHasToPush_browserCarriesAReferenceOnly() {
        String query = TestBrowser.create()
                .fetch(app.startOf("key"), Map.of())
                .location()
                .orElseThrow()
                .getQuery();

        assertThat(query).contains("request_uri=urn:ietf:params:oauth:request_uri:");
        assertThat(query).doesNotContain("nonce", "redirect_uri", "code_challenge");
    }

    @Test
    void oidcLogin_keyChangedInMidRun_goesOn() {
        signIn("quiet", "bob");
        keycloak.rotateKey(REALM);

        signIn("quiet", "bob");
    }

    @Test
    void logout_begunAtKeycloakByThePerson_endsThatSessionAndNoOther() {
        SignIn alice = signIn("plain", "alice");
        SignIn aliceElsewhere = signIn("plain", "alice");
        SignIn bob = signIn("plain", "bob");

        TestBrowser.Page question = alice.browser().get(keycloak.signOutPage(REALM));
        HtmlForm agree = question.forms().get(0);
        TestBrowser.Page end = alice.browser().followAll(alice.browser().submit(question, agree, Map.of()));

        assertThat(end.text()).contains("logged out");
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(401);
        assertThat(app.whoami(aliceElsewhere.browser()).status()).isEqualTo(200);
        assertThat(app.whoami(bob.browser()).status()).isEqualTo(200);
    }

    @Test
    void logout_begunAtKeycloakByAnAdministrator_endsAllSessionsOfThatPerson() {
        SignIn carol = signIn("plain", "carol");
        SignIn carolElsewhere = signIn("plain", "carol");
        SignIn dave = signIn("plain", "dave");

        keycloak.signOut(REALM, "carol");

        assertThat(app.whoami(carol.browser()).status()).isEqualTo(401);
        assertThat(app.whoami(carolElsewhere.browser()).status()).isEqualTo(401);
        assertThat(app.whoami(dave.browser()).status()).isEqualTo(200);
    }

    @Test
    void logout_begunHere_endsTheSessionsHereAndAtKeycloak() {
        SignIn dave = signIn("plain", "dave");
        int before = keycloak.sessions(REALM, "dave");

        TestBrowser.Page end = app.signOut(dave.browser());

        assertThat(end.text()).contains("You are signed out of this app and of your identity provider.");
        assertThat(app.whoami(dave.browser()).status()).isEqualTo(401);
        assertThat(keycloak.sessions(REALM, "dave")).isEqualTo(before - 1);
    }

    @Test
    void logout_begunAtKeycloakWithAFrame_endsTheSessionOfThatBrowser() {
        SignIn alice = signIn("framed", "alice");
        SignIn aliceElsewhere = signIn("framed", "alice");

        TestBrowser.Page question = alice.browser().get(keycloak.signOutPage(REALM));
        TestBrowser.Page end = alice.browser().submit(question, question.forms().get(0), Map.of());
        Matcher frame = FRAME.matcher(end.body());
        assertThat(frame.find()).as(end.body()).isTrue();
        URI framed = URI.create(frame.group(1).replace("&amp;", "&"));

        aliceElsewhere.browser().get(framed);
        assertThat(app.whoami(aliceElsewhere.browser()).status()).isEqualTo(200);
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(200);

        alice.browser().get(framed);
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(401);
    }

    private static SignIn signIn(String connection, String person) {
        SignIn done = SignIn.by(app, connection, person, person + "-pw");
        done.succeeded(connection);
        return done;
    }

    private static Map<String, String> logoutOptions(URI base, String connection) {
        return Map.of(
                "backchannel.logout.url",
                SampleApp.oidcBackChannel(base, connection).toString(),
                "backchannel.logout.session.required",
                "true",
                "post.logout.redirect.uris",
                SampleApp.oidcSignedOut(base, connection).toString());
    }
}
