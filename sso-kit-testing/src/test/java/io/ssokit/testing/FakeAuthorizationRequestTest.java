package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.Layout.Role;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeAuthorizationRequestTest {
    private final MovableClock clock = MovableClock.at("2026-03-01T12:00:00Z");
    private final EchoApp app = new EchoApp("/callback");
    private final FakeIdp idp = FakeIdp.builder()
            .clock(clock)
            .singleSignOn()
            .client(OidcClient.onLoopback("app", "secret").pushedRequests())
            .client(OidcClient.onLoopback("strict", "secret").requirePushedRequests())
            .client(OidcClient.onLoopback("portal", "secret").initiateLogin(app.uri("/initiate?tenant=1")))
            .start();
    private final OidcDriver driver = new OidcDriver(idp.oidc(), app.uri("/callback"));

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @Test
    void discovery_clientThatPushes_announcesTheEndpointButDoesNotRequireIt() {
        assertThat(driver.browser.get(idp.oidc().discoveryUri()).json())
                .containsEntry(
                        "pushed_authorization_request_endpoint",
                        idp.oidc().uri(Role.PUSHED).toString())
                .containsEntry("require_pushed_authorization_requests", false);
    }

    @Test
    void discovery_nobodyPushes_doesNotMentionIt() {
        try (FakeIdp plain =
                FakeIdp.builder().client(OidcClient.onLoopback("app", "secret")).start()) {
            assertThat(driver.browser.get(plain.oidc().discoveryUri()).json())
                    .doesNotContainKeys(
                            "pushed_authorization_request_endpoint", "require_pushed_authorization_requests");
        }
    }

    @Test
    void pushedRequest_itsUri_servesOnceAndOnlyItsClient() {
        String requestUri = push(Map.of());
        URI pushed = authorize("app", requestUri);

        assertThat(driver.browser
                        .fetch(authorize("strict", push(Map.of())), Map.of())
                        .status())
                .isEqualTo(400);
        assertThat(driver.signIn("alice", pushed)).containsKey("code").containsEntry("state", "the state");
        assertThat(driver.browser.fetch(pushed, Map.of()).status()).isEqualTo(400);
        assertThat(idp.requests(Endpoint.OIDC_PUSHED).get(0).parameter("nonce")).contains("the nonce");
    }

    @Test
    void pushedRequest_afterAMinute_isGone() {
        URI pushed = authorize("app", push(Map.of()));
        clock.advance(Duration.ofSeconds(60));

        assertThat(driver.browser.fetch(pushed, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void pushedRequest_wrong_refusedAtOnce() {
        assertThat(pushing(Map.of("scope", "profile")).json()).containsEntry("error", "invalid_scope");
        assertThat(pushing(Map.of("client_secret", "wrong")).json()).containsEntry("error", "invalid_client");
        assertThat(pushing(Map.of("redirect_uri", "https://evil.example/")).json())
                .containsEntry("error", "invalid_request");
        assertThat(pushing(Map.of("request_uri", "urn:x")).json()).containsEntry("error", "invalid_request");
        assertThat(driver.browser.get(idp.oidc().uri(Role.PUSHED)).status()).isEqualTo(405);
    }

    @Test
    void authorize_clientThatHasToPush_refusedWithoutAndAcceptedWith() {
        Map<String, String> strict = Map.of("client_id", "strict");

        assertThat(driver.browser.fetch(driver.authorizeUri(strict), Map.of()).status())
                .isEqualTo(400);
        assertThat(driver.signIn("alice", authorize("strict", push(strict)))).containsKey("code");
    }

    @Test
    void authorize_signedInAndSingleSignOn_asksAgainOnlyWhenToldTo() {
        driver.signIn(Map.of());

        assertThat(asks(Map.of())).isFalse();
        assertThat(asks(Map.of("prompt", "consent"))).isFalse();
        assertThat(asks(Map.of("prompt", "login"))).isTrue();
        assertThat(asks(Map.of("prompt", "select_account"))).isTrue();

        clock.advance(Duration.ofSeconds(61));

        assertThat(asks(Map.of("max_age", "61"))).isFalse();
        assertThat(asks(Map.of("max_age", "60"))).isTrue();
        assertThat(driver.browser
                        .get(driver.authorizeUri(Map.of("max_age", "60", "prompt", "none")))
                        .json())
                .containsEntry("error", "login_required");
    }

    @Test
    void authorize_providerThatIgnoresPromptAndMaxAge_saysSoInAuthTime() {
        driver.signIn(Map.of());
        long signedIn = clock.instant().getEpochSecond();
        clock.advance(Duration.ofHours(1));
        idp.oidc().play(OidcScript.of(OidcScript.Builder::ignorePromptAndMaxAge));
        Map<String, String> demands = Map.of("prompt", "login", "max_age", "60", "acr_values", "gold");
        Map<String, Object> claims = OidcDriver.claims(driver.redeem(
                String.valueOf(
                        driver.browser.get(driver.authorizeUri(demands)).json().get("code")),
                Map.of()));

        assertThat(((Number) claims.get("auth_time")).longValue()).isEqualTo(signedIn);
        assertThat(claims).doesNotContainKey("acr");
    }

    @Test
    void authorize_acrValues_theFirstIsReached() {
        assertThat(OidcDriver.claims(driver.tokens(Map.of("acr_values", "gold silver"))))
                .containsEntry("acr", "gold");
    }

    @Test
    void authorize_everyParameter_isKeptForTheTest() {
        driver.signIn(Map.of("login_hint", "alice@example.com", "max_age", "5", "ui_locales", "de"));

        assertThat(idp.requests(Endpoint.OIDC_AUTHORIZE))
                .singleElement()
                .satisfies(request -> assertThat(request.parameters())
                        .containsEntry("login_hint", "alice@example.com")
                        .containsEntry("max_age", "5")
                        .containsEntry("ui_locales", "de"));
    }

    @Test
    void withoutIssParameter_neitherAnnouncedNorSent() {
        idp.oidc().play(OidcScript.of(OidcScript.Builder::withoutIssParameter));

        assertThat(driver.signIn(Map.of())).containsKey("code").doesNotContainKey("iss");
        assertThat(driver.browser.get(idp.oidc().discoveryUri()).json())
                .doesNotContainKey("authorization_response_iss_parameter_supported");
    }

    @Test
    void initiateLogin_registeredClient_linkAndFormSayTheSame() {
        URI target = URI.create("https://app.example/landing?a=b");
        URI link = idp.oidc().initiateLoginUri("portal", "alice", target);

        assertThat(link.toString())
                .startsWith(app.uri("/initiate?tenant=1&iss=").toString());
        assertThat(Params.parse(link.getRawQuery()).only(List.of("iss", "login_hint", "target_link_uri")))
                .isEqualTo(idp.oidc().initiateLoginForm("alice", target))
                .containsEntry("iss", idp.oidc().issuer())
                .containsEntry("target_link_uri", target.toString());
        assertThat(idp.oidc().initiateLoginForm(null, null)).containsOnlyKeys("iss");
        assertThatThrownBy(() -> idp.oidc().initiateLoginUri("app", null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void disable_aPerson_endsLoginsSessionsAndCodes() {
        String code = driver.code(Map.of());
        idp.disable("alice");

        assertThat(driver.redeem(code, Map.of())).containsEntry("error", "invalid_grant");
        assertThat(asks(Map.of())).isTrue();
        TestBrowser.Page asked = driver.browser.get(driver.authorizeUri(Map.of()));
        assertThat(driver.browser
                        .signIn(asked, app.uri("/"), "alice", "alice-pw")
                        .status())
                .isEqualTo(401);

        idp.enable("alice");

        assertThat(driver.signIn(Map.of())).containsKey("code");
    }

    private boolean asks(Map<String, String> changes) {
        TestBrowser.Page page = driver.browser.fetch(driver.authorizeUri(changes), Map.of());
        return page.status() == 200 && page.form("password").has("username");
    }

    private String push(Map<String, String> changes) {
        Map<String, Object> answer = pushing(changes).json();
        assertThat(answer).containsEntry("expires_in", 60);
        return String.valueOf(answer.get("request_uri"));
    }

    private TestBrowser.Page pushing(Map<String, String> changes) {
        Map<String, String> form = driver.request(Map.of());
        form.put("client_secret", "secret");
        return driver.post(Role.PUSHED, OidcDriver.changed(form, changes));
    }

    private URI authorize(String client, String requestUri) {
        Map<String, String> query = Map.of("client_id", client, "request_uri", requestUri);
        return URI.create(idp.oidc().uri(Role.AUTHORIZE) + "?" + Params.encode(query));
    }
}
