package io.ssokit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.KeyLengthException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.ssokit.connection.Secret;
import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Signs the tokens that prove who we are (RFC 7523 §3, OpenID Connect Core 9): one per request, for three minutes, with an
 * id of its own. Thread-safe.
 */
final class ClientAssertion {
    /** {@code client_assertion_type} (RFC 7523 §2.2). */
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** An HS256 key has at least as many bits as the hash (RFC 7518 §3.2). */
    static final int MIN_SECRET_BYTES = 32;

    private static final Duration LIFETIME = Duration.ofMinutes(3);

    private final String clientId;
    private final Optional<String> audience;
    private final JWSHeader header;
    private final JWSSigner signer;
    private final Clock clock;

    private ClientAssertion(Party party, JWSHeader header, JWSSigner signer) {
        this.clientId = party.clientId();
        this.audience = party.audience();
        this.header = header;
        this.signer = signer;
        this.clock = party.clock();
    }

    /**
     * Between whom.
     *
     * @param clientId who proves who it is
     * @param audience the provider's issuer: the only audience that no other provider can have us sign for (RFC 7523bis
     *     §4, CVE-2025-27371). Empty: the address the request goes to, for providers that take nothing else, or that have
     *     no issuer; whoever reads the token there is whom it is for
     * @param clock the only source of time
     */
    record Party(String clientId, Optional<String> audience, Clock clock) {}

    /**
     * {@code private_key_jwt}.
     *
     * @param announced {@code token_endpoint_auth_signing_alg_values_supported}, empty if the provider does not say
     */
    static ClientAssertion ofKey(Party party, ClientKey key, List<String> announced) {
        JWSAlgorithm algorithm = key.algorithm(announced);
        JWSHeader header = new JWSHeader.Builder(algorithm)
                .type(JOSEObjectType.JWT)
                .keyID(key.keyId())
                .build();
        return new ClientAssertion(party, header, key.signer());
    }

    /**
     * {@code client_secret_jwt}, HS256.
     *
     * @throws IllegalArgumentException if the secret is shorter than {@value #MIN_SECRET_BYTES} bytes
     */
    static ClientAssertion ofSecret(Party party, Secret secret) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(JOSEObjectType.JWT)
                .build();
        try {
            return new ClientAssertion(
                    party, header, new MACSigner(secret.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (KeyLengthException tooShort) {
            throw new IllegalArgumentException(
                    "a client secret for client_secret_jwt has at least " + MIN_SECRET_BYTES + " bytes", tooShort);
        }
    }

    /** Who proves who it is. */
    String clientId() {
        return clientId;
    }

    /** A new token for one request to that address. */
    String sign(URI endpoint) {
        Instant now = clock.instant();
        SignedJWT token = new SignedJWT(
                header,
                new JWTClaimsSet.Builder()
                        .issuer(clientId)
                        .subject(clientId)
                        .audience(audience.orElseGet(endpoint::toString))
                        .jwtID(RandomToken.bits256())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build());
        try {
            token.sign(signer);
        } catch (JOSEException broken) {
            throw new IllegalStateException("the key of client " + clientId + " does not sign", broken);
        }
        return token.serialize();
    }
}
