package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People sign in to the sample app at oidc-provider, a certified OpenID provider. */
class OidcProviderJourneysIT {

    private static final Pattern CANCEL = Pattern.compile("href=\"([^\"]+/abort)\"");

    private static Peer provider;
    private static SampleApp app;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        provider = Peer.start(
                "oidc-provider",
                Map.of("OIDC_REDIRECT", SampleApp.oidcCallback(base, "oidc").toString()));
        app = SampleApp.start(base, """
                connections:
                  oidc: { type: oidc, tenant: globex, issuer: "%s", client-id: ssokit-app, client-secret: ssokit-secret, insecure-allow-http: true }
                """.formatted(provider.base()));
    }

    @AfterAll
    static void stop() {
        Closing.all(app, provider);
    }

    @Test
    void oidcLogin_consented_endsAtWhoamiWithGroupsAndTag() {
        Map<String, Object> me = SignIn.by(app, "oidc", "alice", "any").succeeded("oidc");

        assertThat(me)
                .containsEntry("tenant", "globex")
                .containsEntry("subject", "alice")
                .containsEntry("email", "alice@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrder("engineering", "admins");
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "CC-1001"));
    }

    @Test
    void oidcLogin_umlautsAndMarkup_arriveUnchangedOrNotAtAll() {
        Map<String, Object> me = SignIn.by(app, "oidc", "bob", "any").succeeded("oidc");

        assertThat(SignIn.groups(me)).containsExactly("Großkunden & Partner");
        // The department has characters that a session tag may not have; no tag is ever mended.
        assertThat(SignIn.tags(me)).isEqualTo(Map.of("CostCenter", "Köln/7"));
    }

    @Test
    void oidcLogin_personWithoutNamesGroupsAndTags_isSignedIn() {
        Map<String, Object> me = SignIn.by(app, "oidc", "carol", "any").succeeded("oidc");

        assertThat(me).containsEntry("subject", "carol");
        assertThat(SignIn.groups(me)).isEmpty();
        assertThat(SignIn.tags(me)).isEmpty();
    }

    @Test
    void oidcLogin_tagWithTwoValues_isLeftOut() {
        Map<String, Object> me = SignIn.by(app, "oidc", "dave", "any").succeeded("oidc");

        assertThat(SignIn.tags(me)).isEmpty();
    }

    @Test
    void oidcLogin_cancelledAtTheProvider_refused() {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page login = browser.get(app.startOf("oidc"));
        Matcher cancel = CANCEL.matcher(login.body());
        assertThat(cancel.find()).as(login.body()).isTrue();

        new SignIn(app, browser, browser.get(login.uri().resolve(cancel.group(1))))
                .refusedWithPage("did not sign you in");
    }
}
