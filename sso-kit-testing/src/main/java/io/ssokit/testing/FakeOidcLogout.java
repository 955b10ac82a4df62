package io.ssokit.testing;

import io.ssokit.testing.OidcScript.Place;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * How sessions end at the clients of a {@link FakeIdp}: back-channel and front-channel logout. Whoever signs out at {@link
 * Endpoint#OIDC_LOGOUT} is signed out by back channel wherever the client has one. Thread-safe.
 *
 * <pre>{@code
 * OidcSession alice = idp.oidc().logout().sessions("alice").get(0);
 * idp.oidc().logout().send(alice, OidcScript.of(s -> s.logoutToken("nonce", "n"))); // has to be refused
 * idp.oidc().logout().logOut("alice");
 * }</pre>
 */
public final class FakeOidcLogout {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    private final FakeOpenIdProvider provider;
    private final Clock clock;
    private final Map<String, OidcClient> clients;
    private final Set<OidcSession> sessions = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Latest<LogoutDelivery> deliveries = new Latest<>();
    private final List<Consumer<String>> onEnd = new CopyOnWriteArrayList<>();

    FakeOidcLogout(FakeOpenIdProvider provider, Clock clock, Map<String, OidcClient> clients) {
        this.provider = provider;
        this.clock = clock;
        this.clients = clients;
    }

    /** The sessions that clients have got a code for and that have not ended here, in order. */
    public List<OidcSession> sessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    /** Those of one person. */
    public List<OidcSession> sessions(String persona) {
        return sessions().stream()
                .filter(session -> session.persona().equals(persona))
                .toList();
    }

    /** A logout token for that session; a second token is another one, with its own {@code jti}. */
    public String token(OidcSession session, OidcScript how) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", session.issuer());
        claims.put("sub", session.subject());
        claims.put("aud", session.clientId());
        claims.put("iat", now);
        claims.put("exp", now + LIFETIME.toSeconds());
        claims.put("jti", Random.token(16));
        claims.put("events", Map.of(EVENT, Map.of()));
        claims.put("sid", session.sid());
        return provider.logoutToken(how.settings().played(Place.LOGOUT_TOKEN, claims), how);
    }

    /**
     * Posts any text as a logout token to a client.
     *
     * @throws IllegalArgumentException if the client is unknown or has no {@link OidcClient#backChannelLogout}
     */
    public LogoutDelivery post(String clientId, String token) {
        URI to = client(clientId)
                .backChannelLogout()
                .orElseThrow(() -> new IllegalArgumentException(clientId + " has no backchannel_logout_uri"));
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + Params.encode(token)))
                .build();
        LogoutDelivery delivery = deliver(request, token);
        deliveries.add(delivery);
        return delivery;
    }

    /** Tells the client that this session is over, whether it is or not. */
    public LogoutDelivery send(OidcSession session, OidcScript how) {
        return post(session.clientId(), token(session, how));
    }

    /** Ends all sessions of that person here, and tells every client of them that has a back channel. */
    public List<LogoutDelivery> logOut(String persona) {
        return end(session -> session.persona().equals(persona));
    }

    /** Every logout token that was posted so far, with the answer, in order; the latest thousand. */
    public List<LogoutDelivery> deliveries() {
        return deliveries.all();
    }

    /**
     * What a page of the provider would have the browser load in a hidden frame (OpenID Connect Front-Channel Logout §3).
     *
     * @throws IllegalArgumentException if the client is unknown or has no {@link OidcClient#frontChannelLogout}
     */
    public URI frontChannelUri(OidcSession session) {
        URI uri = client(session.clientId())
                .frontChannelLogout()
                .orElseThrow(
                        () -> new IllegalArgumentException(session.clientId() + " has no frontchannel_logout_uri"));
        Map<String, String> query = new LinkedHashMap<>();
        query.put("iss", session.issuer());
        query.put("sid", session.sid());
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + Params.encode(query));
    }

    OidcClient client(String id) {
        OidcClient client = clients.get(id);
        if (client == null) {
            throw new BadRequest("no client " + id);
        }
        return client;
    }

    void begun(OidcSession session) {
        sessions.add(session);
    }

    /** Who wants to know of sessions at the provider that end, by their {@code sid}. */
    void whenEnded(Consumer<String> listener) {
        onEnd.add(listener);
    }

    List<LogoutDelivery> end(Predicate<OidcSession> which) {
        List<OidcSession> ended = sessions().stream().filter(which).toList();
        List<LogoutDelivery> answers = new ArrayList<>();
        ended.forEach(session -> {
            sessions.remove(session);
            onEnd.forEach(listener -> listener.accept(session.sid()));
        });
        ended.stream()
                .filter(session ->
                        client(session.clientId()).backChannelLogout().isPresent())
                .forEach(session -> answers.add(send(session, provider.played())));
        return answers;
    }

    private static LogoutDelivery deliver(HttpRequest request, String token) {
        try {
            HttpResponse<String> answer = Http.send(request);
            String cacheControl = answer.headers().firstValue("Cache-Control").orElse("");
            return new LogoutDelivery(token, answer.statusCode(), cacheControl, answer.body());
        } catch (UncheckedIOException e) {
            return new LogoutDelivery(token, 0, "", String.valueOf(e.getMessage()));
        }
    }
}
