package io.ssokit.oidc;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.ClientCredentials;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.oidc.ClientAssertion.Party;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which way of proving who we are fits a connection and its provider. */
final class ClientAuthChoice {
    private ClientAuthChoice() {}

    /**
     * What the connection asks for by name, or else the strongest that the provider announces and the connection has the
     * means for.
     *
     * @throws LoginException with UNSUPPORTED if there is none
     */
    static ClientAuth of(OidcConnection connection, OIDCProviderMetadata metadata, Clock clock) {
        ClientCredentials us = connection.client();
        ClientAuthentication way = us.authentication().orElseGet(() -> best(us, names(metadata)));
        // An issuer with a place in it is nobody's name; whom the assertion goes to is then told by the address.
        boolean byIssuer = us.audience() == ClientCredentials.Audience.ISSUER && !connection.isTemplate();
        Optional<String> audience = byIssuer ? Optional.of(connection.issuer()) : Optional.empty();
        Party party = new Party(us.id(), audience, clock);
        return switch (way) {
            case BASIC -> ClientAuth.basic(us.id(), secret(us));
            case POST -> ClientAuth.post(us.id(), secret(us));
            case LEGACY_GET -> ClientAuth.legacyGet(us.id(), secret(us));
            case CLIENT_SECRET_JWT -> ClientAuth.assertion(ClientAssertion.ofSecret(party, secret(us)));
            case PRIVATE_KEY_JWT ->
                ClientAuth.assertion(
                        ClientAssertion.ofKey(party, key(us), algorithms(metadata.getTokenEndpointJWSAlgs())));
        };
    }

    /** What is wrong with credentials for the way the connection asks for. */
    static Optional<String> problem(ClientCredentials us) {
        boolean mac = us.authentication()
                .filter(ClientAuthentication.CLIENT_SECRET_JWT::equals)
                .isPresent();
        if (mac && !isLong(us)) {
            return Optional.of("client-secret: client-secret-jwt needs one of at least "
                    + ClientAssertion.MIN_SECRET_BYTES + " bytes");
        }
        try {
            us.key().ifPresent(text -> ClientKey.parse(text, us.keyId()));
            return Optional.empty();
        } catch (IllegalArgumentException unusable) {
            return Optional.of("client-key: " + unusable.getMessage());
        }
    }

    private static ClientAuthentication best(ClientCredentials us, List<String> announced) {
        if (us.key().isPresent() && (us.secret().isEmpty() || announced.contains("private_key_jwt"))) {
            return ClientAuthentication.PRIVATE_KEY_JWT;
        }
        // Discovery §3: client_secret_basic where the provider does not say
        if (announced.isEmpty() || announced.contains("client_secret_basic")) {
            return ClientAuthentication.BASIC;
        }
        if (announced.contains("client_secret_post")) {
            return ClientAuthentication.POST;
        }
        if (announced.contains("client_secret_jwt") && isLong(us)) {
            return ClientAuthentication.CLIENT_SECRET_JWT;
        }
        throw LoginException.of(
                LoginError.UNSUPPORTED,
                "a token endpoint that takes what this connection has: "
                        + (us.key().isPresent() ? "a key and a secret" : "a secret"),
                "one that takes " + announced);
    }

    private static boolean isLong(ClientCredentials us) {
        return us.secret()
                .map(secret -> secret.reveal().getBytes(StandardCharsets.UTF_8).length)
                .filter(length -> length >= ClientAssertion.MIN_SECRET_BYTES)
                .isPresent();
    }

    private static Secret secret(ClientCredentials us) {
        return us.secret().orElseThrow(() -> new IllegalStateException("a connection without the secret it needs"));
    }

    private static ClientKey key(ClientCredentials us) {
        return us.key()
                .map(text -> ClientKey.parse(text, us.keyId()))
                .orElseThrow(() -> new IllegalStateException("a connection without the key it needs"));
    }

    private static List<String> names(OIDCProviderMetadata metadata) {
        List<ClientAuthenticationMethod> announced = metadata.getTokenEndpointAuthMethods();
        return announced == null
                ? List.of()
                : announced.stream().map(ClientAuthenticationMethod::getValue).toList();
    }

    private static List<String> algorithms(@Nullable List<? extends Algorithm> announced) {
        return announced == null
                ? List.of()
                : announced.stream().map(Algorithm::getName).toList();
    }
}
