package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** People sign in to the sample app at a real Keycloak, by SAML and by OpenID Connect. */
@ExtendWith(KeycloakRun.class)
class KeycloakJourneysIT {

    private static final String REALM = "ssokit";
    /** Another identity provider, with keys of its own, that knows the app by the same names. */
    private static final String OTHER_REALM = "other";

    private static Keycloak keycloak;
    private static SampleApp app;

    @BeforeAll
    static void start(Keycloak running) {
        URI base = Peer.loopback(Peer.freePort());
        keycloak = running;
        keycloak.create(clients(new KeycloakRealm(REALM), base)
                .unsignedSaml(SampleApp.samlEntityId(base, "unsigned"), SampleApp.samlAcs(base, "unsigned")));
        keycloak.create(clients(new KeycloakRealm(OTHER_REALM), base));
        app = SampleApp.start(base, """
                connections:
                  saml:     { type: saml, tenant: acme, metadata: "%1$s", insecure-allow-http: true }
                  unsigned: { type: saml, tenant: initech, metadata: "%1$s", insecure-allow-http: true }
                  oidc:     { type: oidc, tenant: globex, issuer: "%2$s", client-id: %3$s, client-secret: %4$s, insecure-allow-http: true }
                launch:
                  targets:
                    studio: { name: Studio, groups: [engineering], landing: /app/studio/ }
                """.formatted(
                        keycloak.samlMetadata(REALM),
                        keycloak.issuer(REALM),
                        KeycloakRealm.CLIENT_ID,
                        KeycloakRealm.CLIENT_SECRET));
    }

    @AfterAll
    static void stop() {
        Closing.all(app);
    }

    @Test
    void samlLogin_rightPassword_endsAtWhoamiWithGroupsAndTag() {
        Map<String, Object> me = SignIn.by(app, "saml", "alice", "alice-pw").succeeded("saml");

        assertThat(me).containsEntry("tenant", "acme").containsEntry("subject", "alice@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins");
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "CC-1001", "Department", "Engineering"));
    }

    @Test
    void samlLogin_umlautsAndMarkup_arriveUnchangedOrNotAtAll() {
        Map<String, Object> me = SignIn.by(app, "saml", "bob", "bob-pw").succeeded("saml");

        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "Großkunden & Partner");
        // The department has characters that a session tag may not have; no tag is ever mended.
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "Köln/7"));
    }

    @Test
    void samlLogin_personWithoutGroupsAndTags_isSignedIn() {
        Map<String, Object> me = SignIn.by(app, "saml", "carol", "carol-pw").succeeded("saml");

        assertThat(me).containsEntry("subject", "carol@example.com");
        assertThat(SignIn.groups(me)).isEmpty();
    }

    @Test
    void samlLogin_tagWithTwoValues_isLeftOut() {
        Map<String, Object> me = SignIn.by(app, "saml", "dave", "dave-pw").succeeded("saml");

        assertThat(SignIn.tags(me)).isEmpty();
    }

    @Test
    void samlLogin_wrongPassword_staysAtKeycloak() {
        SignIn.by(app, "saml", "alice", "wrong").staysAt(keycloak.issuer(REALM));
    }

    @Test
    void samlLogin_unsignedResponse_refused() {
        SignIn.by(app, "unsigned", "alice", "alice-pw").refusedWithPage("sent was not accepted");
    }

    @Test
    void samlLogin_unsignedResponseToProgram_refusedWithJson() {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page atKeycloak = browser.get(app.startOf("unsigned"));

        typedAt(browser, atKeycloak, "alice").postingAsJson().refusedWithJson("RESPONSE_REFUSED");
    }

    @Test
    void samlLogin_answeredByAnotherRealm_refused() {
        TestBrowser browser = TestBrowser.create();
        // The request is ours and so is its answer, in everything but the issuer and the key.
        URI request = toKeycloak(browser, "saml");
        URI detour = SamlRedirect.parse(request)
                .rewritten("/realms/" + REALM + "/", "/realms/" + OTHER_REALM + "/")
                .uri();

        typedAt(browser, browser.get(detour), "alice").postingAsJson().refusedWithJson("RESPONSE_REFUSED");
    }

    @Test
    void samlLogin_unaskedResponseOfAnotherRealm_leavesNoSession() {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page atOtherRealm = browser.get(keycloak.portalTile(OTHER_REALM));

        SignIn attempt = typedAt(browser, atOtherRealm, "alice");
        TestBrowser.Page page = browser.followAll(attempt.page());

        // Nothing unasked for is believed: the app begins a sign-in of its own, at the identity provider it trusts.
        new SignIn(app, browser, page).staysAt(keycloak.issuer(REALM));
        assertThat(page.uri().getPath()).startsWith("/realms/" + REALM + "/");
    }

    @Test
    void samlLogin_fromThePortalTile_endsSignedIn() {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page atKeycloak = browser.get(keycloak.portalTile(REALM));

        browser.followAll(typedAt(browser, atKeycloak, "alice").page());

        TestBrowser.Page me = app.whoami(browser);
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json()).containsEntry("subject", "alice@example.com");
    }

    @Test
    void samlLogin_inTwoTabsAtOnce_eachEndsOnItsOwnPage() {
        TestBrowser browser = TestBrowser.create();
        URI first = app.startOf("saml", "/app/whoami?tab=1");
        URI second = app.startOf("saml", "/app/whoami?tab=2");
        TestBrowser.Page atKeycloak = browser.get(first);
        TestBrowser.Page atKeycloakToo = browser.get(second);

        // The second tab was opened last and is finished first.
        assertThat(browser.signIn(atKeycloakToo, second, "alice", "alice-pw").uri())
                .hasPath("/app/whoami")
                .hasQuery("tab=2");
        assertThat(browser.signIn(atKeycloak, first, "alice", "alice-pw").uri())
                .hasPath("/app/whoami")
                .hasQuery("tab=1");
    }

    @Test
    void launch_byAPersonWhoseGroupKeycloakKnows_opensTheProfileOnce() {
        SignIn alice = SignIn.by(app, "oidc", "alice", "alice-pw");
        alice.succeeded("oidc");

        TestBrowser.Page made = app.launch(alice.browser(), "studio");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        TestBrowser elsewhere = TestBrowser.create();
        TestBrowser.Page link = elsewhere.get(URI.create((String) made.json().get("authorizedUrl")));
        elsewhere.submit(link, link.form("token"), Map.of());

        assertThat(app.whoami(elsewhere).json())
                .containsEntry("launch", Map.of("target", "studio", "profile", "alice"))
                .containsEntry("tenant", "globex");
        assertThat(elsewhere.submit(link, link.form("token"), Map.of()).status())
                .isEqualTo(403);
    }

    @Test
    void launch_byAPersonWithoutTheGroup_refused() {
        SignIn carol = SignIn.by(app, "saml", "carol", "carol-pw");
        carol.succeeded("saml");

        assertThat(app.launch(carol.browser(), "studio").status()).isEqualTo(403);
    }

    @Test
    void oidcLogin_rightPassword_endsAtWhoamiWithGroupsAndTag() {
        Map<String, Object> me = SignIn.by(app, "oidc", "alice", "alice-pw").succeeded("oidc");

        assertThat(me)
                .containsEntry("tenant", "globex")
                .containsEntry("subject", keycloak.userId(REALM, "alice"))
                .containsEntry("email", "alice@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins");
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "CC-1001", "Department", "Engineering"));
    }

    @Test
    void oidcLogin_umlautsAndMarkup_arriveUnchangedOrNotAtAll() {
        Map<String, Object> me = SignIn.by(app, "oidc", "bob", "bob-pw").succeeded("oidc");

        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "Großkunden & Partner");
        // The department has characters that a session tag may not have; no tag is ever mended.
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "Köln/7"));
    }

    @Test
    void oidcLogin_wrongPassword_staysAtKeycloak() {
        SignIn.by(app, "oidc", "alice", "wrong").staysAt(keycloak.issuer(REALM));
    }

    @Test
    void oidcLogin_answeredByAnotherRealm_refused() {
        TestBrowser browser = TestBrowser.create();
        String request = toKeycloak(browser, "oidc").toString();
        URI detour = URI.create(request.replace("/realms/" + REALM + "/", "/realms/" + OTHER_REALM + "/"));

        typedAt(browser, browser.get(detour), "alice").refusedWithPage("was not accepted");
        assertThat(SampleApp.log()).contains("ISSUER by oidc");
    }

    private static KeycloakRealm clients(KeycloakRealm realm, URI base) {
        return realm.saml(SampleApp.samlEntityId(base, "saml"), SampleApp.samlAcs(base, "saml"))
                .oidc(SampleApp.oidcCallback(base, "oidc"));
    }

    private static URI toKeycloak(TestBrowser browser, String connection) {
        return browser.fetch(app.startOf(connection), Map.of()).location().orElseThrow();
    }

    /** The password is right; what comes back from Keycloak is not yet posted anywhere. */
    private static SignIn typedAt(TestBrowser browser, TestBrowser.Page atKeycloak, String user) {
        HtmlForm form = atKeycloak.form("password");
        Map<String, String> values = Map.of("username", user, "password", user + "-pw");
        return new SignIn(app, browser, browser.submit(atKeycloak, form, values));
    }
}
