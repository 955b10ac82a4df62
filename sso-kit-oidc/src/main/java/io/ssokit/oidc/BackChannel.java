package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the kit asks a provider without the browser: the tokens for a code, and user info. Requests are Nimbus', the
 * transport is the kit's own with its bounds. Thread-safe.
 */
final class BackChannel {
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*"); // RFC 6750 §2.1
    private static final String UNKNOWN = "a code of its own";

    /** RFC 6749 §5.2. Others are not repeated to anybody. */
    private static final Set<String> KNOWN_ERRORS = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope");

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
     * @throws LoginException with CODE_REFUSED if the provider does not take the code, our secret or the verifier
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    Tokens exchange(OidcProvider provider, String code, String verifier) {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(
                new AuthorizationCode(code), provider.client().callback(), new CodeVerifier(verifier));
        URI endpoint = provider.discovery().metadata().getTokenEndpointURI();
        HTTPRequest request = new TokenRequest.Builder(
                        endpoint, provider.client().authentication(), grant)
                .build()
                .toHTTPRequest();
        Answer answer = fetcher.exchange(plain(request), provider.insecureAllowHttp());
        switch (answer.status()) {
            case 200:
                return tokens(members(answer, "a token response"));
            case 400, 401, 403:
                throw LoginException.of(
                        LoginError.CODE_REFUSED,
                        "tokens for the code",
                        "status " + answer.status() + ", error " + error(answer));
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    /**
     * Claims of the user info endpoint; empty if the provider has none or gave no access token.
     *
     * @throws LoginException if the answer is about somebody else, or the provider refuses its own access token
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    Map<String, @Nullable Object> userInfo(OidcProvider provider, Tokens tokens, String subject) {
        URI endpoint = provider.discovery().metadata().getUserInfoEndpointURI();
        if (endpoint == null || tokens.accessToken().isEmpty()) {
            return Map.of();
        }
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + tokens.accessToken().get())
                .build();
        Answer answer = fetcher.exchange(request, provider.insecureAllowHttp());
        switch (answer.status()) {
            case 200:
                return claims(answer, subject);
            case 400, 401, 403:
                throw LoginException.of(
                        LoginError.IDP_REFUSED,
                        "user info for the access token just issued",
                        "status " + answer.status() + " of the user info endpoint");
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    private static Map<String, @Nullable Object> claims(Answer answer, String subject) {
        if (answer.contentType().toLowerCase(Locale.ROOT).startsWith("application/jwt")) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "user info as JSON",
                    "a signed or encrypted token",
                    "Switch signing of user info off for this client at the provider.");
        }
        Map<String, @Nullable Object> claims = members(answer, "a user info response");
        // OpenID Connect Core 5.3.2: sub must be there and be exactly the ID token's
        if (!subject.equals(claims.get("sub"))) {
            throw LoginException.of(
                    LoginError.USERINFO_SUBJECT,
                    "user info about the ID token's sub",
                    claims.containsKey("sub") ? "another sub" : "no sub");
        }
        return claims;
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

    private static Map<String, @Nullable Object> members(Answer answer, String what) {
        return StrictJson.object(answer.body())
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, what + " in JSON", "something else"));
    }

    private static String error(Answer answer) {
        return StrictJson.object(answer.body())
                .map(members -> members.get("error"))
                .filter(KNOWN_ERRORS::contains)
                .map(String::valueOf)
                .orElse(UNKNOWN);
    }

    private static HttpRequest plain(HTTPRequest request) {
        HttpRequest.Builder plain = HttpRequest.newBuilder(request.getURI())
                .method(request.getMethod().name(), HttpRequest.BodyPublishers.ofString(request.getBody()))
                .header("Accept", "application/json");
        request.getHeaderMap().forEach((name, values) -> values.forEach(value -> plain.header(name, value)));
        return plain.build();
    }
}
