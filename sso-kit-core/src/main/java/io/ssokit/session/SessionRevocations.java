package io.ssokit.session;

import java.time.Instant;
import java.util.Optional;

/**
 * Which sessions of a person count (SPI). Every way in which sessions end before their time ends here: all of a person who is
 * switched off, with their launch URLs, or one that was signed out. Shared by all nodes. Asked on every request of a signed-in
 * person, in one look-up: an implementation that blocks caches for a few seconds. Called concurrently.
 */
public interface SessionRevocations {
    /**
     * Ends everything of this person that began before {@code at} or at that instant. The epoch only ever grows. Raised
     * before the change behind it is stored, so that a failure in between errs on the safe side.
     */
    void revoke(String tenant, String userId, Instant at);

    /**
     * Ends one session, wherever it is. A session that was ended before stays ended for the longer of the two times.
     *
     * @param sessionId {@link SsoSession#id()}, at most 64 characters
     * @param until keep remembering at least until then: no session of this id may live longer
     */
    void end(String tenant, String userId, String sessionId, Instant until);

    /** What has ended of this person; never null, {@link EndedSessions#NONE} if nothing has. */
    EndedSessions ended(String tenant, String userId);

    /** Sessions that began at or before this instant are dead; empty if nothing was ever revoked. */
    default Optional<Instant> revokedAt(String tenant, String userId) {
        return ended(tenant, userId).epoch();
    }
}
