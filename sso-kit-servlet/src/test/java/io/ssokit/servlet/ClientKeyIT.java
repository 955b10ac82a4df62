package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcClient.Authentication;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No shared secret: the provider fetches our public key from the app and verifies with it who asks for tokens. */
class ClientKeyIT {
    private FakeIdp idp;

    @ParameterizedTest
    @EnumSource(Brand.class)
    void signIn_byOurKey_providerReadsItAtOurAddress(Brand brand) {
        try (Container app = Container.start(brand, this::kit)) {
            Page keys = TestBrowser.create().fetch(app.at("/sso/oidc/globex/jwks"), Map.of());
            assertThat(keys.status()).isEqualTo(200);
            assertThat(keys.body()).contains("\"kty\"", "\"n\"").doesNotContain("\"d\"", "\"p\"", "\"q\"");
            assertThat(keys.header("Content-Type").orElseThrow()).startsWith("application/jwk-set+json");

            TestBrowser browser = TestBrowser.create();
            assertThat(browser.signIn(app.at("/app/"), "alice", "alice-pw").body())
                    .contains("user=alice");
            assertThat(idp.requests(Endpoint.OIDC_TOKEN))
                    .singleElement()
                    .satisfies(request ->
                            assertThat(request.parameter("client_assertion")).isPresent());
            assertThat(idp.hits(Endpoint.OIDC_PUSHED)).isEqualTo(1);
        } finally {
            idp.close();
        }
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        idp = FakeIdp.builder()
                .client(OidcClient.onLoopback("app", "")
                        .authenticatedBy(Authentication.PRIVATE_KEY_JWT)
                        .keysAt(serviceProvider.at("/sso/oidc/globex/jwks"))
                        .requirePushedRequests())
                .start();
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.oidc("globex")
                        .issuer(idp.oidc().issuer())
                        .clientId("app")
                        .clientKey(Secret.of(pem()))
                        .insecureAllowHttp());
    }

    private static String pem() {
        try {
            byte[] pkcs8 = KeyPairGenerator.getInstance("RSA")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pkcs8)
                    + "\n-----END PRIVATE KEY-----";
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
