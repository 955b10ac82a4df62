package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcScript.Signing;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeOidcLogoutTest {
    private final Latest<Map<String, String>> received = new Latest<>();
    private final EchoApp app = new EchoApp("/callback", "/bye").route("/backchannel", request -> {
        received.add(request.params().all());
        return Reply.text(200, "gone");
    });
    private final FakeIdp idp = FakeIdp.builder()
            .client(OidcClient.onLoopback("app", "secret")
                    .backChannelLogout(app.uri("/backchannel"))
                    .frontChannelLogout(app.uri("/front?tenant=1"))
                    .postLogoutUris(app.uri("/bye")))
            .client(OidcClient.onLoopback("silent", "secret"))
            .start();
    private final OidcDriver driver = new OidcDriver(idp.oidc(), app.uri("/callback"));
    private final FakeOidcLogout logout = idp.oidc().logout();

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @Test
    void logOut_aPerson_tellsTheClientAndEndsTheSession() {
        Map<String, Object> tokens = driver.tokens(Map.of("scope", "openid offline_access"));
        OidcSession session = logout.sessions("alice").get(0);
        List<LogoutDelivery> deliveries = logout.logOut("alice");
        JwtReader token = JwtReader.parse(deliveries.get(0).token());

        assertThat(deliveries).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(200);
            assertThat(delivery.body()).isEqualTo("gone");
            assertThat(delivery.cacheControl()).isEqualTo("no-store");
        });
        assertThat(received.all())
                .containsExactly(Map.of("logout_token", deliveries.get(0).token()));
        assertThat(token.verifiesWith(idp.oidc().jwks())).isTrue();
        assertThat(token.header()).containsEntry("typ", "logout+jwt");
        assertThat(token.claims())
                .containsEntry("iss", idp.oidc().issuer())
                .containsEntry("aud", "app")
                .containsEntry("sub", "alice")
                .containsEntry("sid", session.sid())
                .containsEntry("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                .containsKeys("iat", "exp", "jti")
                .doesNotContainKey("nonce");
        assertThat(OidcDriver.claims(tokens)).containsEntry("sid", session.sid());
        assertThat(logout.sessions()).isEmpty();
        assertThat(driver.refresh(tokens.get("refresh_token"))).containsEntry("error", "invalid_grant");
        assertThat(driver.browser
                        .get(driver.authorizeUri(Map.of("prompt", "none")))
                        .json())
                .containsEntry("error", "login_required");
    }

    @Test
    void logOut_clientWithoutBackChannelOrOtherPerson_isNotTold() {
        driver.signIn(Map.of("client_id", "silent"));
        driver.signIn("bob", driver.authorizeUri(Map.of()));

        assertThat(logout.logOut("alice")).isEmpty();
        assertThat(logout.sessions()).extracting(OidcSession::persona).containsExactly("bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "aud", "iat", "exp", "jti", "events", "sid", "sub", "nonce"})
    void token_eachClaim_canBeWrongOrMissing(String claim) {
        OidcSession session = signedIn();

        assertThat(claims(OidcScript.of(s -> s.logoutToken(claim, "wrong")), session))
                .containsEntry(claim, "wrong");
        assertThat(claims(OidcScript.of(s -> s.logoutToken(claim, null)), session))
                .doesNotContainKey(claim);
    }

    @Test
    void token_headerAndSignature_asScripted() {
        OidcSession session = signedIn();
        String typed = logout.token(session, OidcScript.of(s -> s.header("typ", "JWT")));
        String unsigned = logout.token(session, OidcScript.of(s -> s.signing(Signing.NONE)));

        assertThat(JwtReader.parse(typed).header()).containsEntry("typ", "JWT");
        assertThat(JwtReader.parse(unsigned).header()).containsEntry("alg", "none");
        assertThat(JwtReader.parse(unsigned).verifiesWith(idp.oidc().jwks())).isFalse();
    }

    @Test
    void post_sameTokenTwice_isDeliveredTwice() {
        String token = logout.token(signedIn(), OidcScript.standard());
        logout.post("app", token);
        logout.post("app", token);

        assertThat(logout.deliveries()).extracting(LogoutDelivery::token).containsExactly(token, token);
        assertThat(received.all()).hasSize(2);
        assertThatThrownBy(() -> logout.post("silent", token)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void post_clientDown_isToldAsNoAnswer() {
        OidcSession session = signedIn();
        app.close();

        assertThat(logout.send(session, OidcScript.standard()).status()).isZero();
    }

    @Test
    void frontChannelUri_namesIssuerAndSession() {
        OidcSession session = signedIn();

        assertThat(Params.parse(logout.frontChannelUri(session).getRawQuery()).all())
                .isEqualTo(Map.of("tenant", "1", "iss", session.issuer(), "sid", session.sid()));
    }

    @Test
    void endSession_withHint_endsThatSessionAndReturnsWithState() {
        String idToken = String.valueOf(driver.tokens(Map.of()).get("id_token"));
        driver.browser.clearCookies();
        TestBrowser.Page page = endSession(Map.of(
                "id_token_hint", idToken, "post_logout_redirect_uri", bye(), "state", "a b", "client_id", "app"));

        assertThat(page.location()).contains(URI.create(bye() + "?state=a+b"));
        assertThat(logout.sessions()).isEmpty();
        assertThat(received.all()).hasSize(1);
        assertThat(idp.requests(Endpoint.OIDC_LOGOUT)).hasSize(1);
    }

    @Test
    void endSession_hintOrReturnAddressWrong_staysHereAndEndsNothing() {
        String idToken = String.valueOf(driver.tokens(Map.of()).get("id_token"));
        String forged =
                idp.oidc().idToken(idp.persona("alice"), "app", null, OidcScript.of(s -> s.signing(Signing.STRANGER)));

        assertThat(endSession(Map.of("id_token_hint", forged)).status()).isEqualTo(400);
        assertThat(endSession(Map.of("id_token_hint", idToken, "client_id", "silent"))
                        .status())
                .isEqualTo(400);
        assertThat(endSession(Map.of("id_token_hint", idToken, "post_logout_redirect_uri", bye() + "/"))
                        .status())
                .isEqualTo(400);
        assertThat(endSession(Map.of("post_logout_redirect_uri", "::")).status())
                .isEqualTo(400);
        assertThat(logout.sessions()).hasSize(1);
        assertThat(received.all()).isEmpty();
    }

    @Test
    void endSession_confirmation_endsOnlyAfterAYes() {
        driver.signIn(Map.of());
        idp.oidc().play(OidcScript.of(OidcScript.Builder::confirmLogout));
        TestBrowser.Page question = endSession(Map.of("post_logout_redirect_uri", bye(), "state", "s"));

        assertThat(question.text()).contains("Sign out of this identity provider?");
        assertThat(logout.sessions()).hasSize(1);

        TestBrowser.Page page = driver.browser.submit(question, question.form("confirmed"), Map.of());

        assertThat(page.uri()).isEqualTo(URI.create(bye() + "?state=s"));
        assertThat(logout.sessions()).isEmpty();
    }

    private OidcSession signedIn() {
        driver.signIn(Map.of());
        return logout.sessions("alice").get(0);
    }

    private Map<String, Object> claims(OidcScript how, OidcSession session) {
        return JwtReader.parse(logout.token(session, how)).claims();
    }

    private String bye() {
        return app.uri("/bye").toString();
    }

    private TestBrowser.Page endSession(Map<String, String> parameters) {
        Map<String, String> ordered = new LinkedHashMap<>(parameters);
        return driver.browser.fetch(URI.create(idp.oidc().uri(Role.LOGOUT) + "?" + Params.encode(ordered)), Map.of());
    }
}
