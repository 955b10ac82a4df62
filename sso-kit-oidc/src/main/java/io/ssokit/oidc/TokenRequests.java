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

/** Asks token endpoints (RFC 6749 §3.2), of OpenID providers and of others. Thread-safe. */
final class TokenRequests {
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*"); // RFC 6750 §2.1

    private final HttpFetcher fetcher;

    TokenRequests(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /** A code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5). */
    static Map<String, String> codeGrant(URI callback, String code, String verifier) {
        Map<String, String> grant = new LinkedHashMap<>();
        grant.put("grant_type", "authorization_code");
        grant.put("code", code);
        grant.put("redirect_uri", callback.toString());
        grant.put("code_verifier", verifier);
        return grant;
    }

    /**
     * The answer to a grant, of status 200.
     *
     * @throws LoginException with CODE_REFUSED if the provider does not take the grant or our proof
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    Answer ask(URI endpoint, ClientAuth auth, Map<String, String> grant, boolean insecureAllowHttp) {
        Answer answer = fetcher.exchange(auth.request(endpoint, grant), insecureAllowHttp);
        switch (answer.status()) {
            case 200:
                return answer;
            case 400, 401, 403:
                throw LoginException.of(LoginError.CODE_REFUSED, "tokens for the code", JsonAnswer.refusal(answer));
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    /**
     * The access token of an answer, if it has one.
     *
     * @throws LoginException if it is of a kind that we could not show to anybody
     */
    static Optional<String> accessToken(Map<String, @Nullable Object> members) {
        Object accessToken = members.get("access_token");
        if (accessToken == null) {
            return Optional.empty();
        }
        boolean bearer = accessToken instanceof String text
                && BEARER.matcher(text).matches()
                && "Bearer".equalsIgnoreCase(String.valueOf(members.get("token_type")));
        if (!bearer) {
            throw LoginException.of(LoginError.UNSUPPORTED, "a bearer access token", "one of another kind");
        }
        return Optional.of((String) accessToken);
    }
}
