package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser;
import java.net.URI;
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

/** People sign in to the sample app at SimpleSAMLphp, the identity provider of many universities. */
class SimpleSamlPhpJourneysIT {

    private static final List<String> CONNECTIONS =
            List.of("saml", "encrypted", "assertion", "response", "sha512", "signed", "signedpost");
    private static final Map<String, String> OURS = Map.of(
            "encrypted", ", expect-encrypted-assertion: true",
            "signed", ", sign-requests: always",
            "signedpost", ", sign-requests: always, request-binding: post");

    private static SimpleSamlPhp idp;
    private static SampleApp app;
    private static URI base;

    @BeforeAll
    static void start() {
        base = Peer.loopback(Peer.freePort());
        idp = SimpleSamlPhp.start();
        app = SampleApp.start(
                base,
                "connections:\n"
                        + Stream.concat(CONNECTIONS.stream(), Stream.of("sha1"))
                                .map(id ->
                                        "  %s: { type: saml, tenant: of-%1$s, metadata: \"%s\", insecure-allow-http: true%s }\n"
                                                .formatted(id, idp.metadata(), OURS.getOrDefault(id, "")))
                                .collect(Collectors.joining()));
        CONNECTIONS.forEach(id -> idp.register(base, id));
        idp.register(base, "sha1");
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
    void samlLogin_umlautsAndMarkup_arriveUnchangedOrNotAtAll() {
        Map<String, Object> me = SignIn.by(app, "saml", "bob", "bob-pw").succeeded("saml");

        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "Großkunden & Partner");
        // The department has characters that a session tag may not have; no tag is ever mended.
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "Köln/7"));
    }

    @Test
    void samlLogin_personWithoutNamesGroupsAndTags_isSignedIn() {
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
