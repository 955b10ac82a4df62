package io.ssokit.directory;

import java.time.Instant;
import java.util.Optional;

/**
 * What an identity provider shows to be let in to a directory. The secret itself is shown once, when it is made, and kept
 * nowhere. Immutable.
 *
 * @param id names it in this API, in events, and, of a client, towards the token endpoint; no secret
 * @param kind what it is
 * @param label what the administrator calls it
 * @param created when it was made
 * @param expires when it ends by itself; empty if it does not
 * @param revoked when an administrator ended it
 * @param lastUsed when it was used last, to the minute; empty if it never was or that cannot be read now
 */
public record Credential(
        String id,
        Kind kind,
        String label,
        Instant created,
        Optional<Instant> expires,
        Optional<Instant> revoked,
        Optional<Instant> lastUsed) {
    /** How it lets somebody in. */
    public enum Kind {
        /** Sent with each request (RFC 6750). */
        TOKEN,
        /** A client's secret, exchanged for short-lived access tokens (RFC 6749 §4.4). */
        CLIENT
    }

    /** Whether it still lets somebody in. */
    public boolean isLive(Instant now) {
        return revoked.isEmpty() && expires.filter(end -> !now.isBefore(end)).isEmpty();
    }

    Credential revokedAt(Instant now) {
        return new Credential(id, kind, label, created, expires, Optional.of(now), lastUsed);
    }

    Credential usedAt(Optional<Instant> time) {
        return new Credential(id, kind, label, created, expires, revoked, time);
    }
}
