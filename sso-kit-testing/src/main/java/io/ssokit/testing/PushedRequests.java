package io.ssokit.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pushed authorization requests (RFC 9126): each serves once, for a minute, the client that pushed it. */
final class PushedRequests {
    private static final Duration LIFETIME = Duration.ofMinutes(1);
    private static final String PREFIX = "urn:ietf:params:oauth:request_uri:";

    private record Pushed(String clientId, Params params, Instant expires) {}

    private final Clock clock;
    private final Map<String, OidcClient> clients;
    private final ClientAuthenticator authenticator;
    private final Recent<Pushed> pushed = new Recent<>();

    PushedRequests(Clock clock, Map<String, OidcClient> clients, ClientAuthenticator authenticator) {
        this.clock = clock;
        this.clients = clients;
        this.authenticator = authenticator;
    }

    Reply push(Request http) {
        if (!http.isPost()) {
            return Reply.json(405, Map.of("error", "invalid_request")).with("Allow", "POST");
        }
        OidcClient client = authenticator.authenticate(http);
        Params params = http.params();
        if (params.has("request_uri")) { // RFC 9126 §2.1
            throw new BadRequest("request_uri must not be pushed");
        }
        try {
            AuthorizationRequest.read(params, clients, true);
        } catch (AuthorizationRequest.Refusal refusal) {
            throw new Refused(400, refusal.code(), String.valueOf(refusal.getMessage()));
        }
        String requestUri = PREFIX + Random.token(24);
        pushed.put(requestUri, new Pushed(client.id(), params, clock.instant().plus(LIFETIME)));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("request_uri", requestUri);
        answer.put("expires_in", LIFETIME.toSeconds());
        return Reply.json(201, answer);
    }

    /** What the parameters of an authorization request stand for (RFC 9126 §4). */
    Params resolve(Params params) {
        String clientId = params.get("client_id");
        OidcClient client = clients.get(clientId);
        if (!params.has("request_uri")) {
            if (client != null && client.pushRequired()) {
                throw new BadRequest(clientId + " has to push its authorization requests");
            }
            return params;
        }
        Pushed request = pushed.take(params.get("request_uri"))
                .filter(found ->
                        found.clientId().equals(clientId) && clock.instant().isBefore(found.expires()))
                .orElseThrow(() -> new BadRequest("request_uri is unknown, expired, used before, or another client's"));
        return request.params();
    }
}
