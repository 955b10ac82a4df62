package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People sign in to the sample app at SimpleSAMLphp, the identity provider of many universities. */
class SimpleSamlPhpJourneysIT {

    private static final List<String> CONNECTIONS =
            List.of("saml", "encrypted", "assertion", "response", "sha512", "signed", "signedpost");
    private static final Map<String, String> OURS = Map.of(
            "encrypted", ", expect-encrypted-assertion: true",
            "logout", ", single-logout: true",
            "logoutpost", ", single-logout: true, request-binding: post",
            "signed", ", sign-requests: always",
            "signedpost", ", sign-requests: always, request-binding: post");

    private static SimpleSamlPhp idp;
    private static SampleApp app;
    private static URI base;

    @BeforeAll
    static void start() {
        base = Peer.loopback(Peer.freePort());
        idp = SimpleSamlPhp.start();
        List<String> all = new ArrayList<>(CONNECTIONS);
        all.addAll(List.of("sha1", "logout", "logoutpost"));
        app = SampleApp.start(
                base,
                all.stream()
                        .map(SimpleSamlPhpJourneysIT::configuration)
                        .collect(Collectors.joining("", "connections:\n", "")));
        all.forEach(id -> idp.register(base, id));
    }

    @AfterAll
    static void stop() {
        Closing.all(app, idp);
    }

    @Test
    void samlLogin_rightPassword_endsAtWhoamiWithGroupsAndTag() {
        Map<String, Object> me = SignIn.by(app, "saml", "alice", "alice-pw").succeeded("saml");

        assertThat(me).containsEntry("tenant", "of-saml").containsEntry("subject", "alice@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins");
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "CC-1001"));
    }

    @Test
    void samlLogin_wrongPassword_staysAtSimpleSamlPhp() {
        SignIn.by(app, "saml", "alice", "wrong").staysAt(idp.base());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everybodyEverywhere")
    void samlLogin_everyWayOfAnswering_comesThroughWithExactlyTheirValues(String connection, String name) {
        Map<String, Object> me = SignIn.by(app, connection, name, name + "-pw").succeeded(connection);

        assertThat(me).containsEntry("subject", name + "@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrderElementsOf(GROUPS.get(name));
        assertThat(SignIn.tags(me)).isEqualTo(TAGS.get(name));
    }

    @Test
    void samlLogin_encrypted_isAes128CbcUnderTheSignatureOfTheResponse() {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(app.startOf("encrypted")), "alice");

        assertThat(answer.xml()).contains("EncryptedAssertion", "xmlenc#aes128-cbc", "rsa-oaep-mgf1p");
        assertThat(answer.signed()).containsExactly("Response");
    }

    @Test
    void samlLogin_signedBySha1_refused() {
        SignIn.by(app, "sha1", "alice", "alice-pw").refusedWithPage("reference");
    }

    @Test
    void samlLogin_fromThePortal_endsSignedInWhereItWanted() {
        TestBrowser browser = TestBrowser.create();
        URI tile = idp.portalTile(base, "saml", "/app/whoami?from=portal");

        TestBrowser.Page page = browser.signIn(browser.get(tile), base, "alice", "alice-pw");

        assertThat(browser.followAll(page).uri()).hasPath("/app/whoami");
        assertThat(app.whoami(browser).json()).containsEntry("subject", "alice@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout", "logoutpost"})
    void logout_begunByUs_endsTheSessionsHereAndAtSimpleSamlPhp(String connection) {
        SignIn alice = SignIn.by(app, connection, "alice", "alice-pw");
        alice.succeeded(connection);

        TestBrowser.Page end = app.signOut(alice.browser());

        assertThat(end.text()).contains("You are signed out of this app and of your identity provider.");
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(401);
        TestBrowser.Page again = alice.browser().followAll(alice.browser().get(app.startOf(connection)));
        assertThat(again.form("password")).isNotNull();
    }

    @Test
    void logout_begunAtSimpleSamlPhp_endsTheSessionHereAndGoesOn() {
        SignIn bob = SignIn.by(app, "logout", "bob", "bob-pw");
        bob.succeeded("logout");

        TestBrowser.Page end = bob.browser().followAll(bob.browser().get(idp.signOut(base.resolve("/?out"))));

        assertThat(end.uri()).hasAuthority(base.getAuthority()).hasQuery("out");
        assertThat(app.whoami(bob.browser()).status()).isEqualTo(401);
    }

    private static String configuration(String id) {
        return "  %s: { type: saml, tenant: of-%1$s, metadata: \"%s\", insecure-allow-http: true%s }\n"
                .formatted(id, idp.metadata(), OURS.getOrDefault(id, ""));
    }

    static Stream<Arguments> everybodyEverywhere() {
        return CONNECTIONS.stream()
                .flatMap(id -> Stream.of("alice", "bob", "carol", "dave").map(name -> Arguments.of(id, name)));
    }

    private static final Map<String, List<String>> GROUPS = Map.of(
            "alice", List.of("engineering", "admins"),
            "bob", List.of("engineering", "Großkunden & Partner"),
            "carol", List.of(),
            "dave", List.of());
    /** Bob's department has characters that a session tag may not have; dave has two cost centers. */
    private static final Map<String, Map<String, String>> TAGS = Map.of(
            "alice", Map.of("CostCenter", "CC-1001"),
            "bob", Map.of("CostCenter", "Köln/7"),
            "carol", Map.of(),
            "dave", Map.of());
}
