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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single logout with Keycloak, begun by us and begun by it. */
@ExtendWith(KeycloakRun.class)
class KeycloakLogoutIT {

    private static final String REALM = "saml-logout";

    private static Keycloak keycloak;
    private static SampleApp app;
    private static URI base;

    @BeforeAll
    static void start(Keycloak running) {
        keycloak = running;
        keycloak.create(new KeycloakRealm(REALM));
        base = Peer.loopback(Peer.freePort());
        app = SampleApp.start(base, """
                connections:
                  redirect: { type: saml, tenant: of-redirect, metadata: "%1$s", insecure-allow-http: true, single-logout: true }
                  post:     { type: saml, tenant: of-post, metadata: "%1$s", insecure-allow-http: true, single-logout: true, request-binding: post }
                  back:     { type: saml, tenant: of-back, metadata: "%1$s", insecure-allow-http: true, single-logout: true }
                """.formatted(keycloak.samlMetadata(REALM)));
        register("redirect", Map.of("saml.force.post.binding", "false"));
        register("post", Map.of("saml.force.post.binding", "true"));
        register("back", Map.of());
        keycloak.tellServerToServer(REALM, SampleApp.samlEntityId(base, "back"));
    }

    @AfterAll
    static void stop() {
        Closing.all(app);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect", "post"})
    void logout_begunByUs_endsTheSessionsHereAndAtKeycloak(String connection) {
        SignIn alice = SignIn.by(app, connection, "alice", "alice-pw");
        alice.succeeded(connection);
        int before = keycloak.sessions(REALM, "alice");

        TestBrowser.Page end = app.signOut(alice.browser());

        assertThat(end.text()).contains("You are signed out of this app and of your identity provider.");
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(401);
        assertThat(keycloak.sessions(REALM, "alice")).isEqualTo(before - 1);
        assertThat(alice.browser()
                        .followAll(alice.browser().get(app.startOf(connection)))
                        .form("password"))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect", "post"})
    void logout_begunAtKeycloak_endsTheSessionHere(String connection) {
        SignIn bob = SignIn.by(app, connection, "bob", "bob-pw");
        bob.succeeded(connection);

        TestBrowser.Page question = bob.browser().get(keycloak.signOutPage(REALM));
        HtmlForm agree = question.forms().get(0);
        TestBrowser.Page end = bob.browser().followAll(bob.browser().submit(question, agree, Map.of()));

        assertThat(end.uri().getAuthority())
                .as(end.text())
                .isEqualTo(keycloak.issuer(REALM).getAuthority());
        assertThat(end.text()).contains("logged out");
        assertThat(app.whoami(bob.browser()).status()).isEqualTo(401);
    }

    @Test
    void logout_serverToServer_endsTheSessionOfTheBrowserThatWasNotAsked() {
        SignIn carol = SignIn.by(app, "back", "carol", "carol-pw");
        carol.succeeded("back");
        SignIn alice = SignIn.by(app, "back", "alice", "alice-pw");
        alice.succeeded("back");

        keycloak.signOut(REALM, "carol");

        assertThat(app.whoami(carol.browser()).status()).isEqualTo(401);
        assertThat(app.whoami(alice.browser()).status()).isEqualTo(200);
    }

    private static void register(String connection, Map<String, String> changes) {
        keycloak.register(REALM, SampleApp.samlEntityId(base, connection), connection, changes);
    }
}
