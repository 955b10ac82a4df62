package io.ssokit.testing;

import io.ssokit.testing.OidcClient.Authentication;
import io.ssokit.testing.OidcScript.Place;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exchanges a code, once, or a refresh token for tokens (RFC 6749 §4.1.3 and §6, RFC 7636 §4.6). */
final class TokenEndpoint {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(5);

    private record Code(
            Grant grant, URI redirectUri, @Nullable String challenge, Instant expires) {}

    private record AccessToken(Grant grant, Instant expires) {}

    private final FakeOpenIdProvider provider;
    private final Visitors visitors;
    private final Clock clock;
    private final Map<String, OidcClient> clients;
    private final ClientAuthenticator authenticator;
    private final Recent<Code> codes = new Recent<>();
    private final Recent<String> spent = new Recent<>();
    private final Recent<AccessToken> accessTokens = new Recent<>();
    private final RefreshTokens refreshTokens;

    TokenEndpoint(
            FakeOpenIdProvider provider,
            Visitors visitors,
            Clock clock,
            Map<String, OidcClient> clients,
            ClientAuthenticator authenticator) {
        this.provider = provider;
        this.visitors = visitors;
        this.clock = clock;
        this.clients = clients;
        this.authenticator = authenticator;
        this.refreshTokens = new RefreshTokens(clock);
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
                .map(AccessToken::grant)
                .filter(grant -> visitors.isEnabled(grant.persona()));
    }

    /** That session is over at the provider. */
    void endSession(String session) {
        refreshTokens.endSession(session);
    }

    Reply handle(Request http) {
        if (!http.isPost() && !someoneMayGet()) {
            return Reply.json(405, Map.of("error", "invalid_request")).with("Allow", "POST");
        }
        OidcClient client = authenticator.authenticate(http);
        Params form = http.params();
        return switch (form.find("grant_type").orElse("")) {
            case "authorization_code" -> exchange(form, client);
            case "refresh_token" -> refresh(form.get("refresh_token"), client);
            default -> throw new Refused(400, "unsupported_grant_type", "only authorization_code and refresh_token");
        };
    }

    private boolean someoneMayGet() {
        return clients.values().stream()
                .anyMatch(client -> client.authentications().contains(Authentication.GET));
    }

    private Reply exchange(Params form, OidcClient client) {
        String value = form.get("code");
        Optional<Code> taken = codes.take(value);
        if (taken.isEmpty()) {
            // RFC 6749 §4.1.2: a code used twice revokes what the first use brought
            spent.find(value).ifPresent(accessTokens::take);
            throw Refused.grant("the code is unknown or was used before");
        }
        Code code = taken.get();
        check(code, form, client);
        Grant grant = code.grant();
        checkEnabled(grant);
        String accessToken = accessToken(grant);
        spent.put(value, accessToken);
        OidcScript script = provider.played();
        Map<String, Object> answer = answer(grant, accessToken);
        if (script.settings().refreshAlways || grant.hasScope("offline_access")) {
            answer.put("refresh_token", refreshTokens.issue(grant));
        }
        if (provider.layout().isOpenId()) {
            answer.put("id_token", provider.idToken(grant, accessToken, script));
        }
        return reply(script.settings().played(Place.TOKEN_RESPONSE, answer));
    }

    private Reply refresh(String token, OidcClient client) {
        RefreshTokens.Held held = refreshTokens.get(token, client);
        checkEnabled(held.grant());
        OidcScript.Builder settings = provider.played().settings();
        String accessToken = accessToken(held.grant());
        Map<String, Object> answer = answer(held.grant(), accessToken);
        if (settings.refreshRotates) {
            answer.put("refresh_token", refreshTokens.rotate(token, held));
        }
        if (settings.refreshIdToken && provider.layout().isOpenId()) {
            answer.put("id_token", provider.refreshedIdToken(held.grant(), accessToken));
        }
        return reply(settings.played(Place.REFRESH_RESPONSE, answer));
    }

    private String accessToken(Grant grant) {
        String accessToken = Random.token(24);
        accessTokens.put(accessToken, new AccessToken(grant, clock.instant().plus(TOKEN_LIFETIME)));
        return accessToken;
    }

    private static Map<String, Object> answer(Grant grant, String accessToken) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", accessToken);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", TOKEN_LIFETIME.toSeconds());
        answer.put("scope", grant.scope());
        return answer;
    }

    private Reply reply(Map<String, Object> answer) {
        if (!provider.played().settings().formEncodedTokens) {
            return Reply.json(200, answer);
        }
        Map<String, String> form = new LinkedHashMap<>();
        answer.forEach((name, value) -> form.put(name, String.valueOf(value)));
        return Reply.of(200, "application/x-www-form-urlencoded; charset=utf-8", Params.encode(form));
    }

    private void checkEnabled(Grant grant) {
        if (!visitors.isEnabled(grant.persona())) {
            throw Refused.grant(grant.persona().name() + " is disabled");
        }
    }

    private void check(Code code, Params form, OidcClient client) {
        if (!clock.instant().isBefore(code.expires())) {
            throw Refused.grant("the code has expired");
        }
        if (!code.grant().clientId().equals(client.id())) {
            throw Refused.grant("the code belongs to another client");
        }
        if (!code.redirectUri().toString().equals(form.find("redirect_uri").orElse(""))) {
            throw Refused.grant("redirect_uri is not the one of the authorization request");
        }
        Optional<String> verifier = form.find("code_verifier");
        if (code.challenge() == null ? verifier.isPresent() : verifier.isEmpty()) {
            throw Refused.grant("code_verifier and code_challenge go together");
        }
        if (code.challenge() != null && !code.challenge().equals(Jwt.challenge(verifier.orElse("")))) {
            throw Refused.grant("code_verifier does not match code_challenge");
        }
    }
}
