package io.ssokit.connection;

import java.util.Optional;

/**
 * Who we are at a provider of OpenID Connect or OAuth2. Immutable.
 *
 * @param id our client id
 * @param secret our client secret
 * @param key our private key, PKCS #8 as PEM, for {@link ClientAuthentication#PRIVATE_KEY_JWT}
 * @param keyId the {@code kid} that the provider knows the key by; its thumbprint (RFC 7638) if empty
 * @param authentication how we authenticate; what the provider announces and these credentials are enough for if empty
 */
public record ClientCredentials(
        String id,
        Optional<Secret> secret,
        Optional<Secret> key,
        Optional<String> keyId,
        Optional<ClientAuthentication> authentication) {}
