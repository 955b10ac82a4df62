package io.ssokit.directory;

import io.ssokit.internal.Sealed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Access tokens that any node reads and none has to keep: client and end, sealed with the kit's secret. What the client may
 * do is looked up with each use, so that they die with it. Immutable.
 */
final class AccessTokens {
    static final Duration LIFETIME = Duration.ofHours(1);
    private static final String PREFIX = "ssokit_access_";
    private static final String CONTEXT = "SCIM access token";

    private final Sealed sealed;
    private final Clock clock;

    /** What a token says. */
    record Grant(String tenant, String client, Instant until) {
        boolean isLive(Instant now) {
            return now.isBefore(until);
        }
    }

    AccessTokens(Sealed sealed, Clock clock) {
        this.sealed = sealed;
        this.clock = clock;
    }

    /** None of the parts can hold a slash. */
    String issue(String tenant, String client) {
        long until = clock.instant().plus(LIFETIME).toEpochMilli();
        return PREFIX + sealed.seal(tenant + "/" + client + "/" + until, CONTEXT);
    }

    /** What it says, if we have made it; also if it is over. */
    Optional<Grant> open(String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        return sealed.open(token.substring(PREFIX.length()), CONTEXT)
                .map(text -> text.split("/", -1))
                .map(part -> new Grant(part[0], part[1], Instant.ofEpochMilli(Long.parseLong(part[2]))));
    }
}
