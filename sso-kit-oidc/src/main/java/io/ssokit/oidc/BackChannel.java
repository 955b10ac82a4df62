package io.ssokit.oidc;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the kit asks a provider's token endpoint. Thread-safe. */
final class BackChannel {
    private final TokenRequests requests;

    BackChannel(HttpFetcher fetcher) {
        this.requests = new TokenRequests(fetcher);
    }

    /**
     * What the token endpoint gave.
     *
     * @param idToken not verified yet
     * @param accessToken for user info
     * @param refreshToken to ask again later
     */
    record Tokens(String idToken, Optional<String> accessToken, Optional<String> refreshToken) {
        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    /**
     * Exchanges a code (RFC 6749 §4.1.3, RFC 7636 §4.5).
     *
     * @throws LoginException with CODE_REFUSED if the provider does not take the code, our proof or the verifier
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    Tokens exchange(OidcProvider provider, String code, String verifier) {
        Answer answer = requests.ask(
                provider.discovery().metadata().getTokenEndpointURI(),
                provider.auth(),
                TokenRequests.codeGrant(provider.client().callback(), code, verifier),
                provider.insecureAllowHttp());
        return tokens(JsonAnswer.members(answer, "a token response"));
    }

    private static Tokens tokens(Map<String, @Nullable Object> members) {
        if (!(members.get("id_token") instanceof String idToken)) {
            throw LoginException.of(
                    LoginError.MALFORMED,
                    "a token response with an id_token",
                    "none",
                    "Let the provider treat this client as an OpenID Connect client, with scope openid.");
        }
        Optional<String> refreshToken =
                members.get("refresh_token") instanceof String text ? Optional.of(text) : Optional.empty();
        return new Tokens(idToken, TokenRequests.accessToken(members), refreshToken);
    }
}
