package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.ClientCredentials;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.OidcRequests.Pushed;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcClient.Authentication;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.RecordedRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole sign-ins, by every way of proving who we are and with requests pushed or not, at a provider that checks it. */
class ClientAuthenticationFlowTest {
    private static final String SECRET = "a secret of 32 bytes: % & + = :/?";

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final SignIn signIn = new SignIn(clock);

    @ParameterizedTest
    @CsvSource({"BASIC,BASIC", "BASIC_NOT_DECODED,BASIC", "POST,POST", "SECRET_JWT,CLIENT_SECRET_JWT", "GET,LEGACY_GET"
    })
    void signIn_wayByName_providerTakesIt(Authentication theirs, ClientAuthentication ours) {
        String secret = theirs == Authentication.BASIC_NOT_DECODED ? "plain-secret_1.2" : SECRET;
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", secret).authenticatedBy(theirs))) {
            OidcConnection connection =
                    connection(idp, o -> o.clientSecret(Secret.of(secret)).clientAuthentication(ours));
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        }
    }

    @ParameterizedTest
    @CsvSource({"BASIC", "POST", "SECRET_JWT"})
    void signIn_wayNotNamed_whatTheProviderAnnounces(Authentication theirs) {
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", SECRET).authenticatedBy(theirs))) {
            OidcConnection connection = connection(idp, o -> o.clientSecret(Secret.of(SECRET)));
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "PS256", "P-256"})
    @DisplayName("RFC 7523 §2.2 private_key_jwt, with the key that our own address publishes")
    void signIn_privateKey_providerVerifiesItWithOurPublishedKey(String kind) throws Exception {
        String key = kind.equals("P-256")
                ? new ECKeyGenerator(Curve.P_256).generate().toJSONString()
                : new RSAKeyGenerator(2048)
                        .algorithm(kind.equals("PS256") ? JWSAlgorithm.PS256 : null)
                        .generate()
                        .toJSONString();
        UnaryOperator<OidcConnectionBuilder> ours =
                o -> o.clientKey(Secret.of(key)).clientKeyId("ours-1");
        String published = published(ours);
        assertThat(JWKSet.parse(published).getKeys()).singleElement().satisfies(shown -> {
            assertThat(shown.isPrivate()).isFalse();
            assertThat(shown.getKeyID()).isEqualTo("ours-1");
        });
        OidcClient client = OidcClient.onLoopback("app", "")
                .authenticatedBy(Authentication.PRIVATE_KEY_JWT)
                .keys(published);
        try (FakeIdp idp = provider(client.requirePushedRequests())) {
            assertThat(signIn.signIn(connection(idp, ours), "alice").subject()).isEqualTo("alice");
            assertThat(List.of(idp.requests(Endpoint.OIDC_TOKEN), idp.requests(Endpoint.OIDC_PUSHED)))
                    .allSatisfy(sent -> assertThat(sent)
                            .singleElement()
                            .satisfies(request -> assertThat(request.parameter("client_assertion"))
                                    .isPresent()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void signIn_assertionAudience_isTheIssuerOrTheAddressItGoesTo(ClientCredentials.Audience audience)
            throws Exception {
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", SECRET).authenticatedBy(Authentication.SECRET_JWT))) {
            OidcConnection connection =
                    connection(idp, o -> o.clientSecret(Secret.of(SECRET)).clientAssertionAudience(audience));
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
            String assertion = idp.requests(Endpoint.OIDC_TOKEN)
                    .get(0)
                    .parameter("client_assertion")
                    .orElseThrow();
            String aud =
                    SignedJWT.parse(assertion).getJWTClaimsSet().getAudience().get(0);
            assertThat(aud.equals(connection.issuer())).isEqualTo(audience == ClientCredentials.Audience.ISSUER);
            assertThat(aud).startsWith(connection.issuer());
        }
    }

    @Test
    void signIn_anotherKeyThanTheProviderKnows_refused() throws Exception {
        String known = published(o -> o.clientKey(Secret.of(newKey())));
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", "")
                .authenticatedBy(Authentication.PRIVATE_KEY_JWT)
                .keys(known))) {
            OidcConnection connection = connection(idp, o -> o.clientKey(Secret.of(newKey())));
            assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.CODE_REFUSED, "invalid_client");
        }
    }

    @Test
    void signIn_noWayInCommon_refusedBeforeAnythingIsSent() {
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", "short").authenticatedBy(Authentication.SECRET_JWT))) {
            OidcConnection connection = connection(idp, o -> o.clientSecret(Secret.of("short")));
            assertRefused(() -> signIn.start(connection), LoginError.UNSUPPORTED, "client_secret_jwt");
            assertThat(idp.hits(Endpoint.OIDC_TOKEN)).isZero();
        }
    }

    @Test
    void problemOf_credentialsThatCannotWork_saidWhenTheKitIsBuilt() {
        OidcConnection shortSecret = entered(
                o -> o.clientSecret(Secret.of("short")).clientAuthentication(ClientAuthentication.CLIENT_SECRET_JWT));
        OidcConnection noKey = entered(o -> o.clientKey(Secret.of("not a key")));
        OidcConnection fine = entered(o -> o.clientSecret(Secret.of(SECRET)));

        assertThat(signIn.engine().problemOf(shortSecret))
                .hasValueSatisfying(problem ->
                        assertThat(problem).startsWith("client-secret: ").contains("32 bytes"));
        assertThat(signIn.engine().problemOf(noKey))
                .hasValueSatisfying(problem ->
                        assertThat(problem).startsWith("client-key: ").doesNotContain("not a key"));
        assertThat(signIn.engine().problemOf(fine)).isEmpty();
        assertThat(signIn.engine().metadata(fine)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Pushed.class)
    void start_providerWithEndpointForPushedRequests_asTheConnectionSays(Pushed rule) {
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", SECRET).pushedRequests())) {
            OidcConnection connection =
                    connection(idp, o -> o.clientSecret(Secret.of(SECRET)).pushedRequests(rule));
            SignIn.Attempt attempt = signIn.start(connection);
            Map<String, List<String>> inBrowser =
                    SignIn.parameters(attempt.start().action().getRawQuery());
            if (rule == Pushed.NEVER) {
                assertThat(inBrowser).containsKey("code_challenge").doesNotContainKey("request_uri");
                assertThat(idp.hits(Endpoint.OIDC_PUSHED)).isZero();
            } else {
                assertThat(inBrowser).containsOnlyKeys("client_id", "request_uri");
                RecordedRequest pushed = idp.requests(Endpoint.OIDC_PUSHED).get(0);
                assertThat(pushed.parameters())
                        .containsEntry("state", attempt.handle())
                        .containsEntry("response_type", "code")
                        .containsEntry("code_challenge_method", "S256")
                        .containsKeys("nonce", "redirect_uri", "scope");
            }
            assertThat(signIn.finish(
                                    attempt, SignIn.authenticate(attempt.start().action(), "alice"))
                            .subject())
                    .isEqualTo("alice");
        }
    }

    @Test
    @DisplayName("RFC 9126 §4: a request_uri is for one request")
    void start_twice_everyAttemptPushesItsOwn() {
        try (FakeIdp idp = provider(OidcClient.onLoopback("app", SECRET).requirePushedRequests())) {
            OidcConnection connection = connection(idp, o -> o.clientSecret(Secret.of(SECRET)));
            URI first = signIn.start(connection).start().action();
            URI second = signIn.start(connection).start().action();
            assertThat(first).isNotEqualTo(second);
            assertThat(idp.hits(Endpoint.OIDC_PUSHED)).isEqualTo(2);
        }
    }

    @Test
    void start_pushingImpossibleOrForbidden_refusedWithTheReason() {
        try (FakeIdp without = provider(OidcClient.onLoopback("app", SECRET));
                FakeIdp demanding =
                        provider(OidcClient.onLoopback("app", SECRET).requirePushedRequests())) {
            demanding.oidc().play(OidcScript.of(s -> s.discovery("require_pushed_authorization_requests", true)));
            OidcConnection always =
                    connection(without, o -> o.clientSecret(Secret.of(SECRET)).pushedRequests(Pushed.ALWAYS));
            OidcConnection never =
                    connection(demanding, o -> o.clientSecret(Secret.of(SECRET)).pushedRequests(Pushed.NEVER));
            assertRefused(() -> signIn.start(always), LoginError.UNSUPPORTED, "one without");
            assertRefused(() -> signIn.start(never), LoginError.UNSUPPORTED, "wants them pushed");
        }
    }

    @Test
    void start_pushRefused_providersCodeIsSaid() {
        try (FakeIdp idp =
                provider(OidcClient.onLoopback("app", "another secret").requirePushedRequests())) {
            OidcConnection connection = connection(idp, o -> o.clientSecret(Secret.of(SECRET)));
            assertRefused(() -> signIn.start(connection), LoginError.IDP_REFUSED, "error invalid_client");
            idp.fail(Endpoint.OIDC_PUSHED, 503);
            assertThatThrownBy(() -> signIn.start(connection)).isInstanceOf(IdpUnavailableException.class);
        }
    }

    private String published(UnaryOperator<OidcConnectionBuilder> options) {
        return signIn.engine()
                .metadata(entered(options))
                .map(metadata -> new String(metadata.body(), StandardCharsets.UTF_8))
                .orElseThrow();
    }

    private static String newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        } catch (JOSEException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private FakeIdp provider(OidcClient client) {
        return FakeIdp.builder().clock(clock).client(client).start();
    }

    private static OidcConnection entered(UnaryOperator<OidcConnectionBuilder> options) {
        return options.apply(IdpConnection.oidc("globex")
                        .issuer("https://idp.example")
                        .clientId("app")
                        .authorizationEndpoint(URI.create("https://idp.example/authorize"))
                        .tokenEndpoint(URI.create("https://idp.example/token"))
                        .keySet(URI.create("https://idp.example/keys")))
                .build();
    }

    private static OidcConnection connection(FakeIdp idp, UnaryOperator<OidcConnectionBuilder> options) {
        return options.apply(IdpConnection.oidc("globex")
                        .issuer(idp.oidc().issuer())
                        .clientId("app")
                        .insecureAllowHttp())
                .build();
    }

    static void assertRefused(ThrowingCallable step, LoginError error, String received) {
        assertThatThrownBy(step).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused.received()).contains(received);
        });
    }
}
