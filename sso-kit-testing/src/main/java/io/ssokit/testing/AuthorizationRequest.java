package io.ssokit.testing;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A checked request to the authorization endpoint (OpenID Connect Core 3.1.2.1, RFC 7636 §4.3). */
record AuthorizationRequest(
        OidcClient client,
        URI redirectUri,
        @Nullable String state,
        @Nullable String nonce,
        @Nullable String challenge,
        String scope,
        List<String> prompt,
        String loginHint,
        @Nullable Duration maxAge,
        List<String> acrValues,
        Map<String, String> carried) {
    private static final List<String> CARRIED = List.of(
            "client_id",
            "redirect_uri",
            "response_type",
            "response_mode",
            "scope",
            "state",
            "nonce",
            "prompt",
            "login_hint",
            "max_age",
            "acr_values",
            "code_challenge",
            "code_challenge_method");

    /** What is wrong with a request whose redirect URI is right, told to the client (RFC 6749 §4.1.2.1). */
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String code;
        private final transient URI redirectUri;
        private final @Nullable String state;

        Refusal(String code, String description, URI redirectUri, @Nullable String state) {
            super(description);
            this.code = code;
            this.redirectUri = redirectUri;
            this.state = state;
        }

        String code() {
            return code;
        }

        URI redirectUri() {
            return redirectUri;
        }

        @Nullable
        String state() {
            return state;
        }
    }

    /** Throws {@link BadRequest} while it is unclear where to, then {@link Refusal}. */
    static AuthorizationRequest read(Params params, Map<String, OidcClient> clients, boolean openId) {
        String clientId = params.get("client_id");
        OidcClient client = Optional.ofNullable(clients.get(clientId))
                .orElseThrow(() -> new BadRequest("unknown client_id " + clientId));
        URI redirectUri = redirectUri(params.get("redirect_uri"), client);
        AuthorizationRequest request = new AuthorizationRequest(
                client,
                redirectUri,
                params.find("state").orElse(null),
                params.find("nonce").orElse(null),
                params.find("code_challenge").orElse(null),
                params.find("scope").orElse(""),
                words(params.find("prompt").orElse("")),
                params.find("login_hint").orElse(""),
                params.find("max_age").map(AuthorizationRequest::seconds).orElse(null),
                words(params.find("acr_values").orElse("")),
                params.only(CARRIED));
        request.check(params, openId);
        return request;
    }

    Refusal refusal(String code, String description) {
        return new Refusal(code, description, redirectUri, state);
    }

    private void check(Params params, boolean openId) {
        if (!"code".equals(params.find("response_type").orElse(""))) {
            throw refusal("unsupported_response_type", "only response_type=code");
        }
        if (!"query".equals(params.find("response_mode").orElse("query"))) {
            throw refusal("invalid_request", "only response_mode=query");
        }
        if (openId && !words(scope).contains("openid")) {
            throw refusal("invalid_scope", "scope openid is missing");
        }
        if (challenge == null ? client.pkceRequired() : challenge.isEmpty()) {
            throw refusal("invalid_request", "code_challenge is missing");
        }
        // RFC 7636 §4.3: the method defaults to plain, which this provider does not do
        if (challenge != null
                && !"S256".equals(params.find("code_challenge_method").orElse("plain"))) {
            throw refusal("invalid_request", "code_challenge_method must be S256");
        }
        if (prompt.contains("none") && prompt.size() > 1) {
            throw refusal("invalid_request", "prompt=none goes with nothing else");
        }
    }

    /** OpenID Connect Core 3.1.2.1: whether somebody who signed in then has to sign in again. */
    boolean wantsLogin(Instant since, Instant now) {
        boolean tooOld = maxAge != null && since.plus(maxAge).isBefore(now);
        return tooOld || prompt.contains("login") || prompt.contains("select_account");
    }

    private static Duration seconds(String text) {
        try {
            return Duration.ofSeconds(Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            throw new BadRequest("max_age is no number of seconds");
        }
    }

    private static URI redirectUri(String text, OidcClient client) {
        try {
            URI uri = URI.create(text);
            if (uri.isAbsolute() && uri.getRawFragment() == null && client.redirectsTo(uri)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequest("redirect_uri is no URL");
        }
        throw new BadRequest("redirect_uri " + text + " is not registered for " + client.id());
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
