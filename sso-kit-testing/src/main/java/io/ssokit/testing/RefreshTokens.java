package io.ssokit.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Refresh tokens (RFC 6749 §6): one that is used twice ends all that came of the same login (RFC 9700 §4.14.2). */
final class RefreshTokens {
    private static final Duration LIFETIME = Duration.ofDays(1);

    /** A refresh token's meaning. */
    record Held(Grant grant, String family, Instant expires) {}

    private final Clock clock;
    private final Recent<Held> live = new Recent<>();
    private final Recent<Held> spent = new Recent<>();
    private final Recent<String> endedFamilies = new Recent<>();
    private final Recent<String> endedSessions = new Recent<>();

    RefreshTokens(Clock clock) {
        this.clock = clock;
    }

    String issue(Grant grant) {
        return issue(grant, Random.token(12));
    }

    /** The next one after it. */
    String rotate(String token, Held held) {
        live.take(token);
        spent.put(token, held);
        return issue(held.grant(), held.family());
    }

    /** Throws {@link Refused} unless it is good. */
    Held get(String token, OidcClient client) {
        spent.find(token).ifPresent(held -> endedFamilies.put(held.family(), held.family()));
        Held held =
                live.find(token).orElseThrow(() -> Refused.grant("the refresh token is unknown or was used before"));
        boolean over = !clock.instant().isBefore(held.expires())
                || endedFamilies.find(held.family()).isPresent()
                || endedSessions.find(held.grant().session()).isPresent();
        if (over || !held.grant().clientId().equals(client.id())) {
            throw Refused.grant("the refresh token is over, or another client's");
        }
        return held;
    }

    /** Those of that session at the provider are worth nothing any more. */
    void endSession(String session) {
        endedSessions.put(session, session);
    }

    private String issue(Grant grant, String family) {
        String token = Random.token(24);
        live.put(token, new Held(grant, family, clock.instant().plus(LIFETIME)));
        return token;
    }
}
