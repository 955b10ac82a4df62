package io.ssokit.testing;

import io.ssokit.testing.FakeOpenIdProvider.Grant;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exchanges a code, once, for tokens (RFC 6749 §4.1.3, RFC 7636 §4.6). */
final class TokenEndpoint {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

    private record Code(
            Grant grant, URI redirectUri, @Nullable String challenge, Instant expires) {}

    private record AccessToken(Grant grant, Instant expires) {}

    /** An error response of RFC 6749 §5.2. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String error;

        Refused(int status, String error, String description) {
            super(description);
            this.status = status;
            this.error = error;
        }
    }

    private final FakeOpenIdProvider provider;
    private final Clock clock;
    private final Map<String, OidcClient> clients;
    private final Recent<Code> codes = new Recent<>();
    private final Recent<String> spent = new Recent<>();
    private final Recent<AccessToken> accessTokens = new Recent<>();

    TokenEndpoint(FakeOpenIdProvider provider, Clock clock, Map<String, OidcClient> clients) {
        this.provider = provider;
        this.clock = clock;
        this.clients = clients;
    }

    String issueCode(Grant grant, URI redirectUri, @Nullable String challenge) {
        String code = Random.token(24);
        codes.put(code, new Code(grant, redirectUri, challenge, clock.instant().plus(CODE_LIFETIME)));
        return code;
    }

    Optional<Grant> findGrant(String accessToken) {
        return accessTokens
                .find(accessToken)
                .filter(token -> clock.instant().isBefore(token.expires()))
                .map(AccessToken::grant);
    }

    Reply handle(Request http) {
        if (!http.isPost()) {
            return Reply.json(405, Map.of("error", "invalid_request")).with("Allow", "POST");
        }
        try {
            Params form = http.params();
            OidcClient client = authenticate(http.authorization(), form);
            if (!"authorization_code".equals(form.find("grant_type").orElse(""))) {
                throw new Refused(400, "unsupported_grant_type", "only authorization_code");
            }
            return exchange(form, client);
        } catch (BadRequest e) {
            return error(400, "invalid_request", e.getMessage());
        } catch (Refused e) {
            return error(e.status, e.error, e.getMessage());
        }
    }

    private Reply exchange(Params form, OidcClient client) {
        String value = form.get("code");
        Optional<Code> taken = codes.take(value);
        if (taken.isEmpty()) {
            // RFC 6749 §4.1.2: a code used twice revokes what the first use brought
            spent.find(value).ifPresent(accessTokens::take);
            throw new Refused(400, "invalid_grant", "the code is unknown or was used before");
        }
        Code code = taken.get();
        check(code, form, client);
        String accessToken = Random.token(24);
        accessTokens.put(
                accessToken, new AccessToken(code.grant(), clock.instant().plus(TOKEN_LIFETIME)));
        spent.put(value, accessToken);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", accessToken);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", TOKEN_LIFETIME.toSeconds());
        answer.put("scope", code.grant().scope());
        answer.put("id_token", provider.idToken(code.grant(), accessToken, provider.played()));
        return Reply.json(200, OidcScript.overlay(answer, provider.played().settings().tokenResponse));
    }

    private void check(Code code, Params form, OidcClient client) {
        if (!clock.instant().isBefore(code.expires())) {
            throw new Refused(400, "invalid_grant", "the code has expired");
        }
        if (!code.grant().clientId().equals(client.id())) {
            throw new Refused(400, "invalid_grant", "the code belongs to another client");
        }
        if (!code.redirectUri().toString().equals(form.find("redirect_uri").orElse(""))) {
            throw new Refused(400, "invalid_grant", "redirect_uri is not the one of the authorization request");
        }
        Optional<String> verifier = form.find("code_verifier");
        if (code.challenge() == null ? verifier.isPresent() : verifier.isEmpty()) {
            throw new Refused(400, "invalid_grant", "code_verifier and code_challenge go together");
        }
        if (code.challenge() != null && !code.challenge().equals(Jwt.challenge(verifier.orElse("")))) {
            throw new Refused(400, "invalid_grant", "code_verifier does not match code_challenge");
        }
    }

    private OidcClient authenticate(@Nullable String authorization, Params form) {
        boolean basic = authorization != null && authorization.regionMatches(true, 0, "Basic ", 0, 6);
        if (basic && form.has("client_secret")) {
            throw new Refused(400, "invalid_request", "one way of client authentication, not two");
        }
        String[] pair = basic && authorization != null
                ? basic(authorization.substring(6))
                : new String[] {
                    form.find("client_id").orElse(""),
                    form.find("client_secret").orElse("")
                };
        OidcClient client = clients.get(pair[0]);
        byte[] given = pair[1].getBytes(StandardCharsets.UTF_8);
        if (client == null || !MessageDigest.isEqual(client.secret().getBytes(StandardCharsets.UTF_8), given)) {
            throw new Refused(401, "invalid_client", "unknown client or wrong secret");
        }
        return client;
    }

    /** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
    private static String[] basic(String base64) {
        try {
            String joined = new String(Base64.getDecoder().decode(base64.trim()), StandardCharsets.UTF_8);
            int colon = joined.indexOf(':');
            if (colon >= 0) {
                return new String[] {
                    Params.decode(joined.substring(0, colon)), Params.decode(joined.substring(colon + 1))
                };
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(401, "invalid_client", "Authorization is not base64");
        }
        throw new Refused(401, "invalid_client", "Authorization holds no colon");
    }

    private static Reply error(int status, String error, @Nullable String description) {
        Reply reply = Reply.json(status, Map.of("error", error, "error_description", String.valueOf(description)));
        return status == 401 ? reply.with("WWW-Authenticate", "Basic realm=\"fake-idp\"") : reply;
    }
}
