package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcClient.Authentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FakeClientAuthenticationTest {
    private static final String SECRET = "s e:c%41ret";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final MovableClock clock = MovableClock.at("2026-03-01T12:00:00Z");
    private final JwtKey key = JwtKey.onCurve(Algorithm.ES256);
    private final EchoApp app =
            new EchoApp("/callback").route("/jwks", request -> Reply.json(200, Map.of("keys", List.of(key.jwk()))));

    @AfterEach
    void close() {
        app.close();
    }

    @ParameterizedTest
    @EnumSource(Authentication.class)
    void tokenEndpoint_registeredWay_isTheOnlyOneThatWorks(Authentication registered) {
        try (FakeIdp idp = start(client(registered))) {
            for (Authentication tried : Authentication.values()) {
                assertThat(attempt(idp, tried).status())
                        .as(registered + " registered, " + tried + " tried")
                        .isEqualTo(registered == tried ? 200 : tried == Authentication.GET ? 405 : 401);
            }
        }
    }

    @Test
    void discovery_announcesWhatClientsMayUse() {
        OidcClient jwt = client(Authentication.PRIVATE_KEY_JWT);
        OidcClient get = OidcClient.onLoopback("old", "secret").authenticatedBy(Authentication.GET);
        try (FakeIdp idp = FakeIdp.builder().client(jwt).client(get).start()) {
            assertThat(TestBrowser.create().get(idp.oidc().discoveryUri()).json())
                    .containsEntry("token_endpoint_auth_methods_supported", List.of("private_key_jwt"))
                    .containsKey("token_endpoint_auth_signing_alg_values_supported");
        }
    }

    @Test
    void privateKeyJwt_keysAtTheClientsAddress_areFetched() {
        OidcClient client = OidcClient.onLoopback("app", "")
                .authenticatedBy(Authentication.PRIVATE_KEY_JWT)
                .keysAt(app.uri("/jwks"));
        try (FakeIdp idp = start(client)) {
            assertThat(attempt(idp, Authentication.PRIVATE_KEY_JWT).status()).isEqualTo(200);
        }
    }

    @Test
    void privateKeyJwt_sameAssertionTwice_refused() {
        try (FakeIdp idp = start(client(Authentication.PRIVATE_KEY_JWT))) {
            Map<String, String> form = asserted(signed(claims(idp)));

            assertThat(redeem(idp, form, Map.of()).status()).isEqualTo(200);
            assertThat(redeem(idp, form, Map.of()).json())
                    .containsEntry("error", "invalid_client")
                    .containsEntry("error_description", "the assertion was used before");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iss, somebody",
        "iss, ",
        "sub, somebody",
        "sub, ",
        "aud, https://other.example/token",
        "aud, ",
        "exp, -1",
        "exp, 3600",
        "exp, ",
        "iat, 300",
        "nbf, 300",
        "jti, "
    })
    void privateKeyJwt_oneClaimWrong_refused(String claim, @Nullable String value) {
        try (FakeIdp idp = start(client(Authentication.PRIVATE_KEY_JWT))) {
            Map<String, Object> claims = claims(idp);
            if (value == null) {
                claims.remove(claim);
            } else {
                boolean time = value.matches("-?\\d+");
                claims.put(claim, time ? clock.instant().getEpochSecond() + Long.parseLong(value) : value);
            }

            assertThat(redeem(idp, asserted(signed(claims)), Map.of()).json()).containsEntry("error", "invalid_client");
        }
    }

    @Test
    void privateKeyJwt_issuerAsAudienceAmongOthers_accepted() {
        try (FakeIdp idp = start(client(Authentication.PRIVATE_KEY_JWT))) {
            Map<String, Object> claims = claims(idp);
            claims.put("aud", List.of(idp.oidc().issuer(), "https://other.example"));

            assertThat(redeem(idp, asserted(signed(claims)), Map.of()).status()).isEqualTo(200);
        }
    }

    @Test
    void privateKeyJwt_anotherKeyOrNoSignature_refused() {
        try (FakeIdp idp = start(client(Authentication.PRIVATE_KEY_JWT))) {
            JwtKey other = JwtKey.onCurve(Algorithm.ES256);
            String strange = compact(header(key.id()), claims(idp), other);
            String none = part(Map.of("alg", "none")) + "." + part(claims(idp)) + ".";
            String confused = part(Map.of("alg", "HS256")) + "." + part(claims(idp));
            String publicKey = Json.write(key.jwk());
            byte[] mac = Jwt.hmac(bytes(confused), bytes(publicKey), "HmacSHA256");

            for (String bad : List.of(strange, none, confused + "." + Jwt.base64(mac), "a.b", "a.b.c")) {
                assertThat(redeem(idp, asserted(bad), Map.of()).status())
                        .as(bad)
                        .isBetween(400, 401);
            }
        }
    }

    @Test
    void tokenEndpoint_twoWaysAtOnce_refused() {
        try (FakeIdp idp = start(client(Authentication.PRIVATE_KEY_JWT))) {
            Map<String, String> form = asserted(signed(claims(idp)));
            form.put("client_secret", SECRET);

            assertThat(redeem(idp, form, Map.of()).json()).containsEntry("error", "invalid_request");
        }
    }

    @Test
    void tokenEndpoint_clientIdOfSomebodyElse_refused() {
        try (FakeIdp idp = start(client(Authentication.BASIC))) {
            Map<String, String> headers = Map.of("Authorization", basic("app", Params.encode(SECRET)));

            assertThat(redeem(idp, Map.of("client_id", "other"), headers).json())
                    .containsEntry("error", "invalid_client");
        }
    }

    @Test
    void requests_ofTheTokenEndpoint_areKeptAsTheyCame() {
        try (FakeIdp idp = start(client(Authentication.BASIC))) {
            attempt(idp, Authentication.BASIC);
            List<RecordedRequest> seen = idp.requests(Endpoint.OIDC_TOKEN);

            assertThat(seen).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.authorization()).isEqualTo(basic("app", Params.encode(SECRET)));
                assertThat(request.parameter("grant_type")).contains("authorization_code");
                assertThat(request.parameter("client_secret")).isEmpty();
            });
        }
    }

    private FakeIdp start(OidcClient client) {
        return FakeIdp.builder().clock(clock).client(client).start();
    }

    private OidcClient client(Authentication how) {
        return OidcClient.onLoopback("app", SECRET)
                .authenticatedBy(how)
                .keys(Json.write(Map.of("keys", List.of(key.jwk()))));
    }

    private TestBrowser.Page attempt(FakeIdp idp, Authentication how) {
        clock.advance(Duration.ofSeconds(1));
        return switch (how) {
            case BASIC -> redeem(idp, Map.of(), Map.of("Authorization", basic("app", Params.encode(SECRET))));
            case BASIC_NOT_DECODED -> redeem(idp, Map.of(), Map.of("Authorization", basic("app", SECRET)));
            case POST -> redeem(idp, Map.of("client_id", "app", "client_secret", SECRET), Map.of());
            case SECRET_JWT -> {
                String data = part(Map.of("alg", "HS256")) + "." + part(claims(idp));
                String mac = Jwt.base64(Jwt.hmac(bytes(data), bytes(SECRET), "HmacSHA256"));
                yield redeem(idp, asserted(data + "." + mac), Map.of());
            }
            case PRIVATE_KEY_JWT -> redeem(idp, asserted(signed(claims(idp))), Map.of());
            case GET -> get(idp);
        };
    }

    private TestBrowser.Page get(FakeIdp idp) {
        OidcDriver driver = new OidcDriver(idp.oidc(), app.uri("/callback"));
        Map<String, String> query = driver.tokenForm(driver.code(Map.of()), Map.of("client_secret", SECRET));
        return driver.browser.fetch(URI.create(idp.oidc().uri(Role.TOKEN) + "?" + Params.encode(query)), Map.of());
    }

    /** A fresh code of alice's with nothing of the client in the form but what is given. */
    private TestBrowser.Page redeem(FakeIdp idp, Map<String, String> form, Map<String, String> headers) {
        OidcDriver driver = new OidcDriver(idp.oidc(), app.uri("/callback"));
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("client_id", OidcDriver.ABSENT, "client_secret", OidcDriver.ABSENT));
        all.putAll(form);
        return driver.browser.fetchPost(
                idp.oidc().uri(Role.TOKEN), driver.tokenForm(driver.code(Map.of()), all), headers);
    }

    private static Map<String, String> asserted(String assertion) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_assertion_type", TYPE);
        form.put("client_assertion", assertion);
        return form;
    }

    private Map<String, Object> claims(FakeIdp idp) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", "app");
        claims.put("sub", "app");
        claims.put("aud", idp.oidc().uri(Role.TOKEN).toString());
        claims.put("iat", clock.instant().getEpochSecond());
        claims.put("exp", clock.instant().getEpochSecond() + 60);
        claims.put("jti", Random.token(12));
        return claims;
    }

    private String signed(Map<String, Object> claims) {
        return compact(header(key.id()), claims, key);
    }

    private static Map<String, Object> header(String kid) {
        return Map.of("alg", "ES256", "kid", kid);
    }

    private static String compact(Map<String, Object> header, Map<String, Object> claims, JwtKey key) {
        String data = part(header) + "." + part(claims);
        return data + "." + Jwt.base64(key.sign(bytes(data)));
    }

    private static String part(Map<String, Object> json) {
        return Jwt.base64(bytes(Json.write(json)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String basic(String id, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString(bytes(id + ":" + secret));
    }
}
