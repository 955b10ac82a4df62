package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.OidcScript.Signing;
import io.ssokit.testing.OidcScript.Tags;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FakeOpenIdProviderTest {
    private static final String TAG = "https://aws.amazon.com/SAML/Attributes/AccessControl:";

    private final EchoApp app = new EchoApp("/callback");
    private final URI callback = app.uri("/callback");
    private final FakeIdp idp = FakeIdp.builder()
            .client(OidcClient.of("app", "secret", callback))
            .client(OidcClient.onLoopback("other", "other-secret").withoutPkce())
            .start();
    private final OidcDriver driver = new OidcDriver(idp.oidc(), callback);
    private final TestBrowser browser = driver.browser;

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @Test
    void discovery_served_namesItself() {
        Map<String, Object> document = browser.get(idp.oidc().discoveryUri()).json();

        assertThat(document).containsEntry("issuer", idp.oidc().issuer());
        assertThat(idp.oidc().discoveryUri().toString())
                .isEqualTo(idp.oidc().issuer() + "/.well-known/openid-configuration");
        assertThat(document)
                .containsEntry("code_challenge_methods_supported", List.of("S256"))
                .containsEntry("authorization_response_iss_parameter_supported", true);
    }

    @Test
    void codeFlow_alice_endsInVerifiedTokenAndUserInfo() throws Exception {
        Map<String, Object> callbackQuery = signIn(Map.of());
        Map<String, Object> tokens = redeem(String.valueOf(callbackQuery.get("code")), Map.of());
        String idToken = String.valueOf(tokens.get("id_token"));
        Map<String, Object> claims = claims(idToken);

        assertThat(callbackQuery)
                .containsEntry("state", "the state")
                .containsEntry("iss", idp.oidc().issuer());
        assertThat(verifies(idToken)).isTrue();
        assertThat(claims)
                .containsEntry("iss", idp.oidc().issuer())
                .containsEntry("sub", "alice")
                .containsEntry("aud", "app")
                .containsEntry("azp", "app")
                .containsEntry("nonce", "the nonce")
                .containsEntry("email", "alice@example.com")
                .containsEntry("groups", List.of("engineering", "admins"))
                .containsEntry(TAG + "CostCenter", "CC-1001")
                .containsEntry(
                        "at_hash", Jwt.leftHalfHash(String.valueOf(tokens.get("access_token")), Algorithm.RS256));
        assertThat(userInfo(tokens)).containsEntry("sub", "alice").containsEntry("family_name", "Liddell");
    }

    @Test
    void tokenEndpoint_codeTwice_refusedAndFirstAccessTokenRevoked() {
        String code = String.valueOf(signIn(Map.of()).get("code"));
        Map<String, Object> tokens = redeem(code, Map.of());

        assertThat(redeem(code, Map.of())).containsEntry("error", "invalid_grant");
        assertThat(userInfo(tokens)).containsEntry("error", "invalid_token");
    }

    @ParameterizedTest
    @CsvSource({
        "code_verifier, another-verifier-that-is-long-enough-for-rfc-7636, invalid_grant",
        "code_verifier, '', invalid_grant",
        "code_verifier, , invalid_grant",
        "redirect_uri, http://127.0.0.1:1/callback, invalid_grant",
        "redirect_uri, , invalid_grant",
        "code, stolen, invalid_grant",
        "code, , invalid_request",
        "grant_type, password, unsupported_grant_type",
        "client_secret, wrong, invalid_client",
        "client_id, nobody, invalid_client"
    })
    void tokenEndpoint_oneParameterWrong_refused(String name, @Nullable String value, String error) {
        Map<String, String> change = new LinkedHashMap<>();
        change.put(name, value == null ? OidcDriver.ABSENT : value);

        assertThat(redeem(String.valueOf(signIn(Map.of()).get("code")), change)).containsEntry("error", error);
    }

    @Test
    void tokenEndpoint_codeOfAnotherClient_refused() {
        String code = String.valueOf(signIn(Map.of()).get("code"));

        assertThat(redeem(code, Map.of("client_id", "other", "client_secret", "other-secret")))
                .containsEntry("error", "invalid_grant");
    }

    @Test
    void tokenEndpoint_verifierWithoutChallenge_refused() {
        Map<String, Object> query = signIn(Map.of("client_id", "other", "code_challenge", OidcDriver.ABSENT));
        String code = String.valueOf(query.get("code"));

        assertThat(redeem(code, Map.of("client_id", "other", "client_secret", "other-secret")))
                .containsEntry("error", "invalid_grant");
    }

    @ParameterizedTest
    @CsvSource({
        "response_type, token, unsupported_response_type",
        "response_mode, fragment, invalid_request",
        "scope, profile, invalid_scope",
        "code_challenge, , invalid_request",
        "code_challenge_method, plain, invalid_request",
        "code_challenge_method, , invalid_request",
        "prompt, none, login_required",
        "prompt, none login, invalid_request"
    })
    void authorize_oneParameterWrong_toldToTheClient(String name, @Nullable String value, String error) {
        Map<String, String> change = new LinkedHashMap<>();
        change.put(name, value == null ? OidcDriver.ABSENT : value);

        assertThat(browser.get(authorizeUri(change)).json())
                .containsEntry("error", error)
                .containsEntry("state", "the state")
                .containsEntry("iss", idp.oidc().issuer())
                .doesNotContainKey("code");
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, nobody",
        "redirect_uri, https://evil.example/callback",
        "redirect_uri, javascript:alert(1)",
        "redirect_uri, /callback"
    })
    void authorize_clientOrRedirectUriUnknown_staysHere(String name, String value) {
        TestBrowser.Page page = browser.fetch(authorizeUri(Map.of(name, value)), Map.of());

        assertThat(page.status()).isEqualTo(400);
        assertThat(page.location()).isEmpty();
    }

    @Test
    void authorize_wrongPassword_asksAgainAndSaysSo() {
        TestBrowser.Page page = browser.signIn(browser.get(authorizeUri(Map.of())), callback, "alice", "bob-pw");

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.text()).contains("User name or password is wrong");
        assertThat(page.form("password").fields()).containsEntry("state", "the state");
    }

    @Test
    void authorize_promptNoneAfterLogin_succeedsUntilLogout() {
        signIn(Map.of());
        URI silent = authorizeUri(Map.of("prompt", "none"));

        assertThat(browser.get(silent).json()).containsKey("code");

        URI bye = idp.oidc().uri(Endpoint.OIDC_LOGOUT);
        TestBrowser.Page back =
                browser.fetch(URI.create(bye + "?state=s&post_logout_redirect_uri=" + callback), Map.of());

        assertThat(back.location()).contains(URI.create(callback + "?state=s"));
        assertThat(browser.get(silent).json()).containsEntry("error", "login_required");
    }

    @Test
    void logout_foreignReturnAddress_staysHere() {
        URI bye = idp.oidc().uri(Endpoint.OIDC_LOGOUT);
        TestBrowser.Page page =
                browser.fetch(URI.create(bye + "?post_logout_redirect_uri=https://evil.example/"), Map.of());

        assertThat(page.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Signing.class)
    void idToken_eachWayOfSigning_onlyTheCorrectOnesVerify(Signing signing) {
        String token = idp.oidc().idToken(idp.persona("alice"), "app", null, OidcScript.of(s -> s.signing(signing)));
        Map<String, Object> header = Json.readObject(decoded(token, 0));

        assertThat(JwtReader.parse(token).verifiesWith(idp.oidc().jwks()))
                .isEqualTo(signing.name().matches("[REP]S\\d{3}"));
        assertThat(header.get("alg"))
                .isEqualTo(
                        switch (signing) {
                            case NONE -> "none";
                            case HS256_PUBLIC_KEY_DER, HS256_PUBLIC_KEY_PEM -> "HS256";
                            case EMPTY, BROKEN, STRANGER, UNKNOWN_KID -> "RS256";
                            default -> signing.name();
                        });
        assertThat(idp.oidc().jwks().contains(String.valueOf(header.get("kid"))))
                .isEqualTo(signing != Signing.UNKNOWN_KID);
    }

    @Test
    void idToken_script_replacesAndRemovesClaims() {
        OidcScript script = OidcScript.of(s -> s.idToken("aud", List.of("app", "spy"))
                .idToken("nonce", null)
                .lifetime(Duration.ofSeconds(-1))
                .tags(Tags.NESTED)
                .header("jku", "http://127.0.0.1:1/"));
        String token = idp.oidc().idToken(idp.persona("bob"), "app", "n", script);
        Map<String, Object> claims = claims(token);

        assertThat(claims).containsEntry("aud", List.of("app", "spy")).doesNotContainKey("nonce");
        assertThat(((Number) claims.get("exp")).longValue()).isEqualTo(((Number) claims.get("iat")).longValue() - 1);
        assertThat(claims)
                .doesNotContainKey(TAG + "CostCenter")
                .hasEntrySatisfying(
                        "https://aws.amazon.com/tags",
                        tags -> assertThat(tags).asString().contains("CC-2002", "\u00dcn\u00efted"));
        assertThat(Json.readObject(decoded(token, 0))).containsEntry("jku", "http://127.0.0.1:1/");
    }

    @Test
    void play_everyPlace_departsAsToldAndEndsWithStandard() {
        idp.oidc()
                .play(OidcScript.of(s -> s.authorizationResponse("state", "forged")
                        .authorizationResponse("iss", null)
                        .userInfo("sub", "mallory")
                        .tokenResponse("token_type", "mac")
                        .discovery("issuer", "https://evil.example")));
        Map<String, Object> query = signIn(Map.of());
        Map<String, Object> tokens = redeem(String.valueOf(query.get("code")), Map.of());

        assertThat(query).containsEntry("state", "forged").doesNotContainKey("iss");
        assertThat(tokens).containsEntry("token_type", "mac");
        assertThat(userInfo(tokens)).containsEntry("sub", "mallory");
        assertThat(browser.get(idp.oidc().discoveryUri()).json()).containsEntry("issuer", "https://evil.example");

        idp.oidc().play(OidcScript.standard());

        assertThat(userInfo(tokens)).containsEntry("sub", "alice");
    }

    @Test
    void rotateKey_oldTokenStillVerifies_replaceKeyForgetsIt() throws Exception {
        String old = idp.oidc().sign(Map.of("sub", "alice"));
        idp.oidc().rotateKey();

        assertThat(verifies(old)).isTrue();
        assertThat(verifies(idp.oidc().sign(Map.of("sub", "alice")))).isTrue();

        idp.oidc().replaceKey();

        assertThat(verifies(old)).isFalse();
    }

    @Test
    void fail_jwksDown_answersThatStatusUntilMended() {
        URI jwks = idp.oidc().uri(Endpoint.OIDC_JWKS);
        idp.fail(Endpoint.OIDC_JWKS, 503);

        assertThat(browser.get(jwks).status()).isEqualTo(503);

        idp.mend();

        assertThat(browser.get(jwks).status()).isEqualTo(200);
        assertThat(idp.hits(Endpoint.OIDC_JWKS)).isEqualTo(2);
    }

    @Test
    void delay_jwksSlow_answersCorrectlyButLate() {
        idp.delay(Endpoint.OIDC_JWKS, Duration.ofMillis(150));
        long start = System.nanoTime();
        TestBrowser.Page page = browser.get(idp.oidc().uri(Endpoint.OIDC_JWKS));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(page.body()).isEqualTo(idp.oidc().jwks());
    }

    @Test
    void frontPage_namesWhatAnAdministratorNeeds() {
        TestBrowser.Page page = browser.get(idp.baseUri());

        assertThat(page.text())
                .contains(
                        idp.saml().metadataUri().toString(), idp.oidc().issuer(), "alice-pw", "demo identity provider");
        assertThat(browser.get(idp.baseUri().resolve("/no-such-page")).status()).isEqualTo(404);
    }

    private URI authorizeUri(Map<String, String> changes) {
        return driver.authorizeUri(changes);
    }

    private Map<String, Object> signIn(Map<String, String> changes) {
        return driver.signIn(changes);
    }

    private Map<String, Object> redeem(String code, Map<String, String> changes) {
        return driver.redeem(code, changes);
    }

    private Map<String, Object> userInfo(Map<String, Object> tokens) {
        return driver.userInfo(tokens).json();
    }

    private static String decoded(String token, int part) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[part]), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> claims(String token) {
        return Json.readObject(decoded(token, 1));
    }

    /** The JDK's opinion, with the published key of that kid. */
    private boolean verifies(String token) throws Exception {
        Map<String, Object> header = Json.readObject(decoded(token, 0));
        Object keys = Json.readObject(idp.oidc().jwks()).get("keys");
        for (Object key : (List<?>) Objects.requireNonNull(keys)) {
            Map<?, ?> jwk = (Map<?, ?>) key;
            if (String.valueOf(jwk.get("kid")).equals(header.get("kid"))) {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initVerify(KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(number(jwk.get("n")), number(jwk.get("e")))));
                signature.update(token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
                byte[] given = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
                return given.length == 256 && signature.verify(given);
            }
        }
        return false;
    }

    private static BigInteger number(@Nullable Object base64) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(String.valueOf(base64)));
    }
}
