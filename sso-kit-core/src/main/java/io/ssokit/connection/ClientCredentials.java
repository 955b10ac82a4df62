package io.ssokit.connection;

import java.util.Optional;

/**
 * Who we are at a provider of OpenID Connect or OAuth2. Immutable.
 *
 * @param id our client id
 * @param secret our client secret
 * @param key our private key, PKCS #8 as PEM, for {@link ClientAuthentication#PRIVATE_KEY_JWT}
 * @param keyId the {@code kid} that the provider knows the key by; its thumbprint (RFC 7638) if empty
 * @param audience whom a signed assertion of ours is for
 * @param authentication how we authenticate; what the provider announces and these credentials are enough for if empty
 */
public record ClientCredentials(
        String id,
        Optional<Secret> secret,
        Optional<Secret> key,
        Optional<String> keyId,
        Audience audience,
        Optional<ClientAuthentication> authentication) {
    /** What stands in {@code aud} of an assertion of ours. */
    public enum Audience {
        /** The issuer: no other provider can have us sign for it (the successor of RFC 7523 §3, CVE-2025-27371). */
        ISSUER,
        /** The address it is sent to, for providers that take nothing else. */
        ENDPOINT
    }
}
