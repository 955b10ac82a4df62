package io.ssokit.oidc;

import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Codes for access tokens, at providers that have nothing but OAuth 2.0. Thread-safe. */
final class OAuth2Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(OAuth2Tokens.class);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final TokenRequests requests;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    OAuth2Tokens(HttpFetcher fetcher) {
        this.requests = new TokenRequests(fetcher);
    }

    /**
     * Exchanges a code.
     *
     * @param callback our redirect URI
     * @throws LoginException with CODE_REFUSED if the provider does not take the code, our secret or the verifier
     * @throws io.ssokit.error.IdpUnavailableException if there is no answer of either kind
     */
    String accessToken(OAuth2Connection connection, URI callback, String code, String verifier) {
        Answer answer = requests.ask(
                connection.token(),
                auth(connection),
                TokenRequests.codeGrant(callback, code, verifier),
                connection.trust().insecureAllowHttp());
        Map<String, @Nullable Object> members = members(answer);
        if (members.containsKey("error")) { // GitHub's refusals have status 200
            throw LoginException.of(LoginError.CODE_REFUSED, "tokens for the code", JsonAnswer.refusal(members, 200));
        }
        members.putIfAbsent("token_type", "Bearer"); // RFC 6749 §5.1 demands it; some old products do not know it
        return TokenRequests.accessToken(members)
                .orElseThrow(
                        () -> LoginException.of(LoginError.MALFORMED, "a token response with an access_token", "none"));
    }

    private ClientAuth auth(OAuth2Connection connection) {
        String id = connection.client().id();
        Secret secret = connection.client().secret().orElseThrow();
        // RFC 6749 §2.3.1: the header is what every server must understand
        return switch (connection.client().authentication().orElse(ClientAuthentication.BASIC)) {
            case BASIC -> ClientAuth.basic(id, secret);
            case POST -> ClientAuth.post(id, secret);
            case LEGACY_GET -> {
                if (warned.add(connection.tenant() + "/" + connection.id())) {
                    LOG.warn(
                            "connection {}: legacy-get sends the client secret in URLs, which servers and proxies log",
                            connection.id());
                }
                yield ClientAuth.legacyGet(id, secret);
            }
            case PRIVATE_KEY_JWT, CLIENT_SECRET_JWT ->
                throw new IllegalArgumentException("not for OAuth 2.0 alone; the builder refuses it");
        };
    }

    /** JSON as the standard says, or a form, as GitHub answers whoever does not ask for JSON. */
    private static Map<String, @Nullable Object> members(Answer answer) {
        if (!answer.contentType().toLowerCase(Locale.ROOT).startsWith(FORM)) {
            return new LinkedHashMap<>(JsonAnswer.members(answer, "a token response"));
        }
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String field : new String(answer.body(), StandardCharsets.UTF_8).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0
                    && members.put(decoded(field.substring(0, equals)), decoded(field.substring(equals + 1))) != null) {
                throw LoginException.of(LoginError.MALFORMED, "each field of a token response once", "one twice");
            }
        }
        return members;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.strip(), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            throw LoginException.of(LoginError.MALFORMED, "a token response as a form", "a broken one");
        }
    }
}
