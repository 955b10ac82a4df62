package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider shaped like Entra ID, and the one shaped like GitHub. */
class FakeProviderShapesTest {
    private static final String FABRIKAM = "11111111-2222-3333-4444-555555555555";

    private final EchoApp app = new EchoApp("/callback");
    private final FakeIdp idp = FakeIdp.builder()
            .client(OidcClient.onLoopback("app", "secret"))
            .client(OidcClient.onLoopback("app2", "secret"))
            .entraTenant(FABRIKAM, "bob")
            .start();
    private final URI callback = app.uri("/callback");
    private final OidcDriver entra = new OidcDriver(idp.entra(), callback);

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "organizations"})
    void entraDiscovery_ofManyTenants_hasATemplateAsIssuer(String alias) {
        URI document = idp.baseUri().resolve("/entra/" + alias + "/v2.0/.well-known/openid-configuration");

        assertThat(entra.browser.get(document).json())
                .containsEntry("issuer", idp.baseUri() + "/entra/{tenantid}/v2.0")
                .containsEntry("issuer", idp.entra().issuer())
                .containsEntry("jwks_uri", idp.entra().uri(Endpoint.ENTRA_JWKS).toString())
                .doesNotContainKeys(
                        "authorization_response_iss_parameter_supported", "pushed_authorization_request_endpoint");
    }

    @Test
    void entraDiscovery_ofOneTenant_namesIt() {
        URI document = idp.baseUri().resolve("/entra/" + FABRIKAM + "/v2.0/.well-known/openid-configuration");

        assertThat(entra.browser.get(document).json())
                .containsEntry("issuer", idp.entra().issuer(idp.persona("bob")));
        assertThat(entra.browser
                        .get(URI.create(document.toString().replace(FABRIKAM, "unknown")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void entraLogin_twoTenants_eachFromItsOwnIssuerBySharedKeys() {
        Map<String, Object> alice = entra.tokens(Map.of());
        Map<String, Object> bob = entra.redeem(
                String.valueOf(entra.signIn("bob", entra.authorizeUri(Map.of())).get("code")), Map.of());

        assertThat(OidcDriver.claims(alice))
                .containsEntry("iss", idp.baseUri() + "/entra/" + FakeIdp.ENTRA_TENANT + "/v2.0")
                .containsEntry("tid", FakeIdp.ENTRA_TENANT)
                .containsEntry("sub", idp.entra().subject(idp.persona("alice"), "app"))
                .containsKey("oid")
                .doesNotContainKey("email_verified");
        assertThat(OidcDriver.claims(bob))
                .containsEntry("iss", idp.baseUri() + "/entra/" + FABRIKAM + "/v2.0")
                .containsEntry("tid", FABRIKAM);
        assertThat(List.of(alice, bob))
                .allMatch(tokens -> JwtReader.parse(String.valueOf(tokens.get("id_token")))
                        .verifiesWith(idp.entra().jwks()));
        assertThat(entra.userInfo(bob).json()).containsEntry("sub", idp.entra().subject(idp.persona("bob"), "app"));
    }

    @Test
    void entraSubject_perClient_theObjectIdIsNot() {
        Persona alice = idp.persona("alice");
        Map<String, Object> one = claims(idp.entra().idToken(alice, "app", null, OidcScript.standard()));
        Map<String, Object> two = claims(idp.entra().idToken(alice, "app2", null, OidcScript.standard()));

        assertThat(one.get("sub")).isNotEqualTo(two.get("sub"));
        assertThat(one.get("oid")).isEqualTo(two.get("oid"));
    }

    @Test
    void entra_keysAndScripts_areItsOwn() {
        idp.entra().play(OidcScript.of(s -> s.idToken("tid", FABRIKAM)));

        assertThat(OidcDriver.claims(entra.tokens(Map.of()))).containsEntry("tid", FABRIKAM);
        assertThat(OidcDriver.claims(new OidcDriver(idp.oidc(), callback).tokens(Map.of())))
                .doesNotContainKey("tid");
        assertThat(idp.entra().jwks()).isNotEqualTo(idp.oidc().jwks());
    }

    @Test
    void oauth2Login_bringsAccessTokenOnlyAndTwoUserEndpoints() {
        Map<String, Object> callbackQuery = oauth2SignIn();
        Map<String, Object> tokens = oauth2Tokens(callbackQuery).json();
        OidcDriver driver = new OidcDriver(idp.oidc(), callback);

        assertThat(callbackQuery).containsEntry("state", "s").doesNotContainKey("iss");
        assertThat(tokens).containsKey("access_token").doesNotContainKey("id_token");
        assertThat(driver.bearer(idp.oauth2().userUri(), tokens).json())
                .containsEntry("login", "alice")
                .hasEntrySatisfying(
                        "id",
                        id -> assertThat(id)
                                .isInstanceOf(Integer.class)
                                .hasToString(idp.oauth2().subject(idp.persona("alice"))))
                .doesNotContainKeys("sub", "email");
        assertThat(driver.bearer(idp.oauth2().emailsUri(), tokens).body())
                .startsWith("[")
                .contains("alice@unverified.example", "alice@example.com");
    }

    @Test
    void oauth2Users_withoutAToken_unauthorized() {
        TestBrowser browser = TestBrowser.create();

        assertThat(browser.get(idp.oauth2().userUri()).status()).isEqualTo(401);
        assertThat(browser.get(idp.oauth2().emailsUri()).status()).isEqualTo(401);
        assertThat(idp.hits(Endpoint.OAUTH2_EMAILS)).isEqualTo(1);
    }

    @Test
    void oauth2Script_formEncodedTokensAndOtherAnswers() {
        idp.oauth2()
                .play(OidcScript.of(s ->
                        s.formEncodedTokens().userInfo("id", null).emails(List.of(Map.of("email", "x@y.example")))));
        TestBrowser.Page page = oauth2Tokens(oauth2SignIn());
        Map<String, Object> tokens =
                Map.of("access_token", Params.parse(page.body()).get("access_token"));
        OidcDriver driver = new OidcDriver(idp.oidc(), callback);

        assertThat(page.header("content-type").orElse("")).startsWith("application/x-www-form-urlencoded");
        assertThat(driver.bearer(idp.oauth2().userUri(), tokens).json()).doesNotContainKey("id");
        assertThat(driver.bearer(idp.oauth2().emailsUri(), tokens).body()).isEqualTo("[{\"email\":\"x@y.example\"}]");
    }

    private Map<String, Object> oauth2SignIn() {
        Map<String, String> query = Map.of(
                "client_id", "app",
                "redirect_uri", callback.toString(),
                "response_type", "code",
                "scope", "read:user user:email",
                "state", "s",
                "code_challenge", Jwt.challenge(OidcDriver.VERIFIER),
                "code_challenge_method", "S256");
        URI start = URI.create(idp.oauth2().authorizationUri() + "?" + Params.encode(query));
        return new OidcDriver(idp.oidc(), callback).signIn("alice", start);
    }

    private TestBrowser.Page oauth2Tokens(Map<String, Object> callbackQuery) {
        Map<String, String> form = entra.tokenForm(String.valueOf(callbackQuery.get("code")), Map.of());
        return TestBrowser.create().fetchPost(idp.oauth2().tokenUri(), form, Map.of());
    }

    private static Map<String, Object> claims(String token) {
        return JwtReader.parse(token).claims();
    }
}
