package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.ssokit.connection.Secret;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthTest {
    private static final URI ENDPOINT = URI.create("https://idp.example/token");
    private static final Map<String, String> FORM = Map.of("grant_type", "authorization_code");
    private static final String LONG_SECRET = "0123456789abcdef0123456789abcdef";

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");

    @Test
    @DisplayName("RFC 6749 §2.3.1 id and secret are form-encoded before they are joined")
    void basic_specialCharacters_encodedOnce() {
        HttpRequest request = ClientAuth.basic("a:b", Secret.of("p q%\u00e9")).request(ENDPOINT, FORM);
        assertThat(credentials(request)).isEqualTo("a%3Ab:p+q%25%C3%A9");
        assertThat(Sent.form(request)).containsOnlyKeys("grant_type");
        assertThat(request.method()).isEqualTo("POST");
    }

    /** LemonLDAP::NG 2.16 does not undo the encoding; usual ids have none to undo. */
    @Test
    void basic_usualId_staysAsItIs() {
        HttpRequest request =
                ClientAuth.basic("sso-kit_app.1", Secret.of("s-e_c.ret")).request(ENDPOINT, FORM);
        assertThat(credentials(request)).isEqualTo("sso-kit_app.1:s-e_c.ret");
    }

    @Test
    void post_secret_inTheBodyOnly() {
        HttpRequest request = ClientAuth.post("app", Secret.of("s e&c=ret")).request(ENDPOINT, FORM);
        assertThat(request.headers().firstValue("Authorization")).isEmpty();
        assertThat(request.uri()).isEqualTo(ENDPOINT);
        assertThat(Sent.form(request))
                .containsEntry("client_id", List.of("app"))
                .containsEntry("client_secret", List.of("s e&c=ret"))
                .containsEntry("grant_type", List.of("authorization_code"));
    }

    @ParameterizedTest
    @CsvSource({"https://idp.example/token,?", "https://idp.example/token?v=2,&"})
    void legacyGet_endpoint_everythingInTheQuery(URI endpoint, String separator) {
        HttpRequest request = ClientAuth.legacyGet("app", Secret.of("s&")).request(endpoint, FORM);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.uri().toString()).startsWith(endpoint + separator);
        assertThat(SignIn.parameters(request.uri().getRawQuery()))
                .containsEntry("client_secret", List.of("s&"))
                .containsEntry("grant_type", List.of("authorization_code"));
    }

    @Test
    void assertion_rsaKey_signedForTheIssuerWithKid() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
        SignedJWT token = sign(key.toJSONString(), List.of(), Optional.of("https://idp.example"));

        assertThat(token.verify(new RSASSAVerifier(key.toRSAPublicKey()))).isTrue();
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(token.getHeader().getKeyID()).isEqualTo("k1");
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("app");
        assertThat(claims.getSubject()).isEqualTo("app");
        assertThat(claims.getAudience()).containsExactly("https://idp.example");
        assertThat(claims.getIssueTime().toInstant()).isEqualTo(clock.instant());
        assertThat(claims.getExpirationTime().toInstant())
                .isAfter(clock.instant())
                .isBeforeOrEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
    }

    @Test
    void assertion_noIssuer_forTheAddressItGoesTo() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        assertThat(sign(key, List.of(), Optional.empty()).getJWTClaimsSet().getAudience())
                .containsExactly(ENDPOINT.toString());
    }

    @Test
    void assertion_secondRequest_anotherId() throws Exception {
        String key = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        ClientAuth auth = ClientAuth.assertion(ofKey(key, List.of(), Optional.empty()));
        assertThat(token(auth.request(ENDPOINT, FORM)).getJWTClaimsSet().getJWTID())
                .hasSizeGreaterThan(40)
                .isNotEqualTo(
                        token(auth.request(ENDPOINT, FORM)).getJWTClaimsSet().getJWTID());
    }

    @ParameterizedTest
    @CsvSource({"PS256,PS256", "PS256|ES256,PS256", "RS256|PS256,RS256", "ES256,RS256", "HS256,RS256", "'',RS256"})
    void assertion_rsaKey_firstAlgorithmThatTheProviderTakes(String announced, String expected) throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).generate();
        SignedJWT token = sign(key.toJSONString(), List.of(announced.split("\\|")), Optional.empty());
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(expected);
        assertThat(token.verify(new RSASSAVerifier(key.toRSAPublicKey()))).isTrue();
    }

    @Test
    void assertion_keyWithAlgorithm_thatOne() throws Exception {
        String key = new RSAKeyGenerator(2048)
                .algorithm(JWSAlgorithm.PS256)
                .generate()
                .toJSONString();
        assertThat(sign(key, List.of("RS256"), Optional.empty()).getHeader().getAlgorithm())
                .isEqualTo(JWSAlgorithm.PS256);
    }

    @ParameterizedTest
    @CsvSource({"P-256,ES256", "P-384,ES384", "P-521,ES512"})
    void assertion_curve_itsOwnAlgorithm(String curve, String expected) throws Exception {
        ECKey key = new ECKeyGenerator(Curve.parse(curve)).generate();
        SignedJWT token = sign(key.toJSONString(), List.of("RS256"), Optional.empty());
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(expected);
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
    }

    @Test
    void assertion_secret_hs256() throws Exception {
        ClientAuth auth = ClientAuth.assertion(ClientAssertion.ofSecret(
                new ClientAssertion.Party("app", Optional.of("https://idp.example"), clock), Secret.of(LONG_SECRET)));
        SignedJWT token = token(auth.request(ENDPOINT, FORM));
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(token.verify(new MACVerifier(LONG_SECRET))).isTrue();
    }

    @Test
    @DisplayName("RFC 7518 §3.2 an HS256 key has at least 256 bits")
    void assertion_shortSecret_refusedAtBuild() {
        ClientAssertion.Party party = new ClientAssertion.Party("app", Optional.empty(), clock);
        assertThatThrownBy(() -> ClientAssertion.ofSecret(party, Secret.of(LONG_SECRET.substring(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 32 bytes")
                .hasMessageNotContaining(LONG_SECRET.substring(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "secp256r1", "secp384r1", "secp521r1"})
    void parse_pem_signsAsItsJwk(String kind) throws Exception {
        byte[] der = kind.equals("RSA") ? rsa() : OpenSslKey.curve(kind);
        ClientKey key = ClientKey.parse(Secret.of(pem(der)), Optional.empty());
        JWKSet shown = JWKSet.parse(new String(key.publicKeySet(), StandardCharsets.UTF_8));

        assertThat(shown.getKeys()).singleElement().satisfies(jwk -> {
            assertThat(jwk.isPrivate()).isFalse();
            assertThat(jwk.getKeyID())
                    .isEqualTo(key.keyId())
                    .isEqualTo(jwk.computeThumbprint().toString());
        });
        SignedJWT token = sign(pem(der), List.of(), Optional.empty());
        var jwk = shown.getKeys().get(0);
        assertThat(token.verify(jwk instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier(jwk.toECKey())))
                .isTrue();
    }

    @Test
    void parse_curveWithoutItsPublicHalf_saysWhatToDo() {
        assertRefused(pem(OpenSslKey.curveAlone("secp256r1")), "without its public half");
        assertRefused(pem(OpenSslKey.curveOfTwo("secp256r1")), "not its own");
    }

    @Test
    void parse_keyThatCannotBeUsed_refusedWithoutRepeatingIt() throws Exception {
        assertRefused(new RSAKeyGenerator(1024, true).generate().toJSONString(), "less than 2048");
        assertRefused(new RSAKeyGenerator(2048).generate().toPublicJWK().toJSONString(), "not a private key");
        assertRefused(
                new RSAKeyGenerator(2048)
                        .algorithm(JWSAlgorithm.ES256)
                        .generate()
                        .toJSONString(),
                "is a key for ES256");
        assertRefused("{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}", "neither an RSA key");
        assertRefused("{\"kty\":\"RSA\"}", "neither PKCS #8 in PEM nor a JWK");
        assertRefused("not a key at all", "neither PKCS #8 in PEM nor a JWK");
        assertRefused("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "neither an RSA key");
    }

    private static void assertRefused(String text, String problem) {
        assertThatThrownBy(() -> ClientKey.parse(Secret.of(text), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining(text);
    }

    private SignedJWT sign(String key, List<String> announced, Optional<String> audience) throws Exception {
        HttpRequest request =
                ClientAuth.assertion(ofKey(key, announced, audience)).request(ENDPOINT, FORM);
        assertThat(Sent.form(request))
                .containsEntry("client_id", List.of("app"))
                .containsEntry("client_assertion_type", List.of(ClientAssertion.TYPE))
                .containsEntry("grant_type", List.of("authorization_code"))
                .doesNotContainKey("client_secret");
        return token(request);
    }

    private ClientAssertion ofKey(String key, List<String> announced, Optional<String> audience) {
        return ClientAssertion.ofKey(
                new ClientAssertion.Party("app", audience, clock),
                ClientKey.parse(Secret.of(key), Optional.empty()),
                announced);
    }

    private static SignedJWT token(HttpRequest request) throws Exception {
        return SignedJWT.parse(Sent.form(request).get("client_assertion").get(0));
    }

    private static String credentials(HttpRequest request) {
        String header = request.headers().firstValue("Authorization").orElseThrow();
        return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
    }

    private static byte[] rsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END PRIVATE KEY-----\n";
    }
}
