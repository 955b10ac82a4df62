package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Signing out with oidc-provider, begun there and begun here. */
class OidcProviderLogoutIT {

    private static OidcProvider provider;
    private static SampleApp app;

    @BeforeAll
    static void start() {
        URI base = Peer.loopback(Peer.freePort());
        provider = OidcProvider.start(List.of(Map.of(
                "client_id",
                "ssokit-app",
                "client_secret",
                "ssokit-secret",
                "redirect_uris",
                List.of(SampleApp.oidcCallback(base, "oidc")),
                "post_logout_redirect_uris",
                List.of(SampleApp.oidcSignedOut(base, "oidc")),
                "backchannel_logout_uri",
                SampleApp.oidcBackChannel(base, "oidc"),
                "backchannel_logout_session_required",
                true)));
        app = SampleApp.start(base, """
                connections:
                  oidc: { type: oidc, tenant: globex, issuer: "%s", client-id: ssokit-app, client-secret: ssokit-secret, client-authentication: basic, single-logout: true, insecure-allow-http: true }
                """.formatted(provider.issuer()));
    }

    @AfterAll
    static void stop() {
        Closing.all(app, provider);
    }

    @Test
    void logout_begunAtTheProvider_endsTheSessionHereAndNoOther() {
        SignIn alice = signIn("alice");
        SignIn aliceElsewhere = signIn("alice");
        SignIn bob = signIn("bob");

        TestBrowser.Page question = alice.browser().get(provider.signOutPage());
        HtmlForm form = question.forms().get(0);
        TestBrowser.Page end =
                alice.browser().followAll(alice.browser().submit(question, form, Map.of("logout", "yes")));

        assertThat(end.status()).as(end.text()).isEqualTo(200);
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(401);
        assertThat(app.whoami(aliceElsewhere.browser()).status()).isEqualTo(200);
        assertThat(app.whoami(bob.browser()).status()).isEqualTo(200);
    }

    @Test
    void logout_begunHere_endsTheSessionAtTheProviderToo() {
        SignIn carol = signIn("carol");
        SignIn dave = signIn("dave");

        TestBrowser.Page question = app.signOut(carol.browser());
        HtmlForm form = question.forms().get(0);
        TestBrowser.Page end =
                carol.browser().followAll(carol.browser().submit(question, form, Map.of("logout", "yes")));

        assertThat(end.text()).contains("You are signed out of this app and of your identity provider.");
        assertThat(app.whoami(carol.browser()).status()).isEqualTo(401);
        assertThat(carol.browser().get(app.startOf("oidc")).form("password")).isNotNull();
        assertThat(app.whoami(dave.browser()).status()).isEqualTo(200);
    }

    private static SignIn signIn(String person) {
        SignIn done = SignIn.by(app, "oidc", person, "any");
        done.succeeded("oidc");
        return done;
    }
}
