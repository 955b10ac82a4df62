package io.ssokit.connection;

import java.net.URI;
import java.util.Optional;

/** Where an OpenID provider's endpoints and keys come from. */
public sealed interface OidcTrust {
    /**
     * From the provider's own description (OpenID Connect Discovery 1.0).
     *
     * @param document where it is; below the issuer if empty
     */
    record Discovered(Optional<URI> document) implements OidcTrust {}

    /**
     * Entered by hand.
     *
     * @param authorization where browsers are sent
     * @param token where codes are exchanged
     * @param keys where the provider's public keys are (JWKS)
     * @param userInfo where further claims are
     * @param endSession where browsers sign out
     * @param pushedRequests where requests may be pushed before (RFC 9126)
     */
    record Entered(
            URI authorization,
            URI token,
            URI keys,
            Optional<URI> userInfo,
            Optional<URI> endSession,
            Optional<URI> pushedRequests)
            implements OidcTrust {}
}
