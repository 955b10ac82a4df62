package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People sign in to the sample app at SimpleSAMLphp, the identity provider of many universities. */
class SimpleSamlPhpJourneysIT {

    private static Peer idp;
    private static SampleApp app;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        idp = SimpleSamlPhp.start(base, "saml");
        app = SampleApp.start(base, """
                connections:
                  saml: { type: saml, tenant: acme, metadata: "%s", insecure-allow-http: true }
                """.formatted(SimpleSamlPhp.metadata(idp)));
    }

    @AfterAll
    static void stop() {
        Closing.all(app, idp);
    }

    @Test
    void samlLogin_rightPassword_endsAtWhoamiWithGroupsAndTag() {
        Map<String, Object> me = SignIn.by(app, "saml", "alice", "alice-pw").succeeded("saml");

        assertThat(me).containsEntry("tenant", "acme").containsEntry("subject", "alice@example.com");
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
}
