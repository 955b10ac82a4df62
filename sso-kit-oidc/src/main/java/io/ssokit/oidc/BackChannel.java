package io.ssokit.oidc;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the kit asks a provider's token endpoint. Thread-safe. */
final class BackChannel {
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*"); // RFC 6750 §2.1

    private final HttpFetcher fetcher;

    BackChannel(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * What the token endpoint gave.
     *
     * @param idToken not verified yet
     * @param accessToken for user info
     */
    record Tokens(String idToken, Optional<String> accessToken) {
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
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", provider.client().callback().toString());
        grant.put("code_verifier", verifier);
        URI endpoint = provider.discovery().metadata().getTokenEndpointURI();
        Answer answer = fetcher.exchange(provider.auth().request(endpoint, grant), provider.insecureAllowHttp());
        switch (answer.status()) {
            case 200:
                return tokens(JsonAnswer.members(answer, "a token response"));
            case 400, 401, 403:
                throw LoginException.of(LoginError.CODE_REFUSED, "tokens for the code", JsonAnswer.refusal(answer));
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    private static Tokens tokens(Map<String, @Nullable Object> members) {
        if (!(members.get("id_token") instanceof String idToken)) {
            throw LoginException.of(
                    LoginError.MALFORMED,
                    "a token response with an id_token",
                    "none",
                    "Let the provider treat this client as an OpenID Connect client, with scope openid.");
        }
        Object accessToken = members.get("access_token");
        if (accessToken == null) {
            return new Tokens(idToken, Optional.empty());
        }
        boolean bearer = accessToken instanceof String text
                && BEARER.matcher(text).matches()
                && "Bearer".equalsIgnoreCase(String.valueOf(members.get("token_type")));
        if (!bearer) {
            throw LoginException.of(LoginError.UNSUPPORTED, "a bearer access token", "one of another kind");
        }
        return new Tokens(idToken, Optional.of((String) accessToken));
    }
}
