package io.ssokit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.login.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end of an OpenID Connect sign-in as {@code OidcLogin.finish} has it once the provider has answered: an ID token of
 * 1.2 kB (RS256, groups, session tags), user info beside it, and a provider whose keys are known. In the package of the
 * engine, whose steps are nobody else's.
 */
public final class OidcTokens {
    /** The connection's issuer. */
    public static final String ISSUER = "https://idp.example";

    /** Our client id. */
    public static final String CLIENT = "app";

    /** The attempt's nonce. */
    public static final String NONCE = "n-0S6_WzA2MjgD8wTAbkQ9t3J1vXqLh5c";

    private final Clock clock = Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC);
    private final RSAKey key;
    private final String token;
    private final OidcProvider provider;
    private final VerifiedIdToken.Expected expected;
    private final Map<String, Object> userInfo =
            Map.of("sub", "248289761001", "locale", "en", "zoneinfo", "Europe/Berlin");

    /** A provider, a token, and keys that are read once. */
    public OidcTokens() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        token = signed();
        HttpServer server = keys();
        try {
            provider = OidcProvider.read(
                    connection(server.getAddress().getPort()),
                    new OidcProvider.Parts(URI.create("https://app.example.com/callback"), new HttpFetcher(), clock),
                    null);
            expected = new VerifiedIdToken.Expected(NONCE, Optional.empty(), clock.instant(), clock.instant());
            finish();
        } finally {
            server.stop(0);
        }
    }

    /** Token and user info to identity, every rule included. */
    public Identity finish() {
        VerifiedIdToken verified = provider.checks().verify(token, expected);
        return OidcIdentity.of(provider, verified, userInfo, Optional.empty());
    }

    /** The ID token. */
    public String token() {
        return token;
    }

    /** The provider's key. */
    public RSAKey key() {
        return key;
    }

    private String signed() throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject("248289761001")
                        .audience(CLIENT)
                        .issueTime(Date.from(clock.instant()))
                        .expirationTime(Date.from(clock.instant().plusSeconds(3600)))
                        .claim("auth_time", clock.instant().getEpochSecond())
                        .claim("nonce", NONCE)
                        .claim("sid", "08a5019c-17e1-4977-8f42-65a12843ea02")
                        .claim("acr", "phr")
                        .claim("amr", List.of("pwd", "otp"))
                        .claim("name", "Alice Example")
                        .claim("given_name", "Alice")
                        .claim("family_name", "Example")
                        .claim("preferred_username", "alice")
                        .claim("email", "alice@acme.example")
                        .claim("email_verified", true)
                        .claim("groups", List.of("engineering", "admins", "on-call", "berlin", "everybody"))
                        .claim("https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter", "CC-1001")
                        .claim("https://aws.amazon.com/SAML/Attributes/AccessControl:Project", "Alpha")
                        .build());
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private HttpServer keys() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        byte[] document = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, document.length);
                exchange.getResponseBody().write(document);
            }
        });
        server.start();
        return server;
    }

    private static OidcConnection connection(int port) {
        return IdpConnection.oidc("acme")
                .issuer(ISSUER)
                .authorizationEndpoint(URI.create(ISSUER + "/authorize"))
                .tokenEndpoint(URI.create(ISSUER + "/token"))
                .keySet(URI.create("http://127.0.0.1:" + port + "/"))
                .client(CLIENT, Secret.of("a-secret-of-at-least-16"))
                .insecureAllowHttp()
                .build();
    }
}
