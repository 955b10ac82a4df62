package io.ssokit.testing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody allowed a client.
 *
 * @param acr the authentication context class that was asked for and counts as reached, or null
 */
record Grant(
        String clientId,
        Persona persona,
        String scope,
        @Nullable String nonce,
        Instant authTime,
        String session,
        @Nullable String acr) {

    /** The same for a token that answers no authorization request (OpenID Connect Core 12.2). */
    Grant withoutNonce() {
        return new Grant(clientId, persona, scope, null, authTime, session, acr);
    }

    boolean hasScope(String word) {
        return AuthorizationRequest.words(scope).contains(word);
    }
}
