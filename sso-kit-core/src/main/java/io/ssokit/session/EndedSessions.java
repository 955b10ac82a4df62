package io.ssokit.session;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which sessions of one person do not count any more. Immutable.
 *
 * @param epoch everything that began at or before this instant is dead; empty if nothing was ever revoked
 * @param ids {@link SsoSession#id()} of sessions that ended one by one
 */
public record EndedSessions(Optional<Instant> epoch, Set<String> ids) {
    /** Nothing has ended. */
    public static final EndedSessions NONE = new EndedSessions(Optional.empty(), Set.of());

    public EndedSessions {
        ids = Set.copyOf(ids);
    }

    /** Whether {@code session}, of this person, is among them. Asked on every request of a signed-in person. */
    public boolean contains(SsoSession session) {
        return epoch.isPresent() && session.isRevokedBy(epoch.get()) || ids.contains(session.id());
    }
}
