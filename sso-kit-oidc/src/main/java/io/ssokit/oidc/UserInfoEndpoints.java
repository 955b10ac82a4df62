package io.ssokit.oidc;

import io.ssokit.connection.OAuth2Connection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.net.http.HttpRequest;

/** Where a provider without OpenID Connect says who holds an access token. Thread-safe. */
final class UserInfoEndpoints {
    private final HttpFetcher fetcher;

    UserInfoEndpoints(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * What all endpoints of the connection say, in order.
     *
     * @throws LoginException if one of them refuses the token just issued, or says nothing readable
     * @throws IdpUnavailableException if one of them gives no answer of either kind
     */
    UserInfoAttributes ask(OAuth2Connection connection, String accessToken) {
        UserInfoMerge merge = new UserInfoMerge();
        for (URI endpoint : connection.userInfo()) {
            HttpRequest request = HttpRequest.newBuilder(endpoint)
                    .header("Accept", "application/json")
                    .header("Authorization", "Bearer " + accessToken)
                    .build();
            Answer answer = fetcher.exchange(request, connection.trust().insecureAllowHttp());
            requireAnswered(endpoint, answer.status());
            merge.add(
                    endpoint,
                    StrictJson.value(answer.body())
                            .orElseThrow(() -> LoginException.of(
                                    LoginError.MALFORMED,
                                    "JSON of " + UserInfoMerge.source(endpoint),
                                    "something else")));
        }
        return merge.result();
    }

    private static void requireAnswered(URI endpoint, int status) {
        if (status == 200) {
            return;
        }
        String source = UserInfoMerge.source(endpoint);
        if (status / 100 == 4 && status != 408 && status != 429) {
            throw LoginException.of(
                    LoginError.IDP_REFUSED,
                    "user info of " + source + " for the access token just issued",
                    "status " + status,
                    "Check user-info-endpoints, and whether scopes asks for what they need.");
        }
        throw new IdpUnavailableException(source + ": answered " + status, null);
    }
}
