package io.ssokit.oidc;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims of a provider's user info endpoint (OpenID Connect Core 5.3). Thread-safe. */
final class UserInfo {
    private static final String SIGNED = "application/jwt";

    private final HttpFetcher fetcher;

    UserInfo(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * Claims about that subject; empty if the provider has no such endpoint or gave no access token.
     *
     * @param tokens what the token endpoint gave
     * @param subject {@code sub} of the ID token
     * @throws LoginException if the answer is about somebody else or not signed as it says, or the provider refuses its own
     *     access token
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    Map<String, @Nullable Object> claims(OidcProvider provider, BackChannel.Tokens tokens, String subject) {
        URI endpoint = provider.discovery().metadata().getUserInfoEndpointURI();
        if (endpoint == null || tokens.accessToken().isEmpty()) {
            return Map.of();
        }
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Accept", "application/json, " + SIGNED)
                .header("Authorization", "Bearer " + tokens.accessToken().get())
                .build();
        Answer answer = fetcher.exchange(request, provider.insecureAllowHttp());
        switch (answer.status()) {
            case 200:
                return about(subject, read(provider, answer));
            case 400, 401, 403:
                throw LoginException.of(
                        LoginError.IDP_REFUSED,
                        "user info for the access token just issued",
                        "status " + answer.status() + " of the user info endpoint");
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    private static Map<String, @Nullable Object> read(OidcProvider provider, Answer answer) {
        String type = answer.contentType().toLowerCase(Locale.ROOT);
        if (type.startsWith(SIGNED)) { // OpenID Connect Core 5.3.2: then it is a token, and its signature counts
            return provider.checks().userInfo(new String(answer.body(), StandardCharsets.ISO_8859_1).strip());
        }
        return JsonAnswer.members(answer, "a user info response");
    }

    private static Map<String, @Nullable Object> about(String subject, Map<String, @Nullable Object> claims) {
        // OpenID Connect Core 5.3.2: sub must be there and be exactly the ID token's
        if (!subject.equals(claims.get("sub"))) {
            throw LoginException.of(
                    LoginError.USERINFO_SUBJECT,
                    "user info about the ID token's sub",
                    claims.containsKey("sub") ? "another sub" : "no sub");
        }
        return claims;
    }
}
