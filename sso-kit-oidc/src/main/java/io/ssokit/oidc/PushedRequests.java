package io.ssokit.oidc;

import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.OidcRequests.Pushed;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pushed authorization requests (RFC 9126): the provider gets the request from us, and the browser only carries its name,
 * so that nobody on the way reads or changes it. Thread-safe.
 */
final class PushedRequests {
    /** A name without anything that could end it in a URL; as long as an attempt's address may be. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7e]{1,1000}");

    private final HttpFetcher fetcher;

    PushedRequests(HttpFetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * Where the browser goes with a request: pushed before, if connection and provider agree on that.
     *
     * @param request the parameters of the authorization request
     * @throws LoginException with IDP_REFUSED if the provider does not take the request
     * @throws IdpUnavailableException if there is no answer of either kind
     */
    URI address(OidcProvider provider, Map<String, String> request) {
        OIDCProviderMetadata metadata = provider.discovery().metadata();
        URI endpoint = metadata.getPushedAuthorizationRequestEndpointURI();
        requirePossible(provider.requests().pushed(), endpoint, metadata.requiresPushedAuthorizationRequests());
        if (endpoint == null || provider.requests().pushed() == Pushed.NEVER) {
            return ClientAuth.joined(metadata.getAuthorizationEndpointURI(), new TreeMap<>(request));
        }
        // §4: the client's id and the request's name, which is good for one redirect, and nothing beside them
        String name = push(provider, endpoint, request);
        return ClientAuth.joined(
                metadata.getAuthorizationEndpointURI(),
                new TreeMap<>(Map.of("client_id", String.valueOf(request.get("client_id")), "request_uri", name)));
    }

    private static void requirePossible(Pushed rule, @Nullable URI endpoint, boolean required) {
        if (rule == Pushed.ALWAYS && endpoint == null) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED, "a provider with an endpoint for pushed requests", "one without");
        }
        if (rule == Pushed.NEVER && required) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "a provider that takes requests by the browser",
                    "one that wants them pushed",
                    "Leave pushed-requests: never out.");
        }
    }

    private String push(OidcProvider provider, URI endpoint, Map<String, String> request) {
        Answer answer = fetcher.exchange(provider.auth().request(endpoint, request), provider.insecureAllowHttp());
        switch (answer.status()) {
            case 200, 201: // §2.2 says 201; some products say 200
                return name(answer);
            case 400, 401, 403: // §2.3
                throw LoginException.of(
                        LoginError.IDP_REFUSED, "a request_uri for the pushed request", JsonAnswer.refusal(answer));
            default:
                throw new IdpUnavailableException(endpoint + ": answered " + answer.status(), null);
        }
    }

    private static String name(Answer answer) {
        Object name =
                JsonAnswer.members(answer, "a pushed authorization response").get("request_uri");
        if (name instanceof String text && NAME.matcher(text).matches()) {
            return text;
        }
        throw LoginException.of(LoginError.MALFORMED, "a request_uri", "none or something else");
    }
}
