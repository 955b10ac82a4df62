package io.ssokit.session;

import java.time.Instant;
import java.util.Optional;

/**
 * From when on a person's sessions count (SPI). Every way in which a person is switched off ends here: sessions and
 * launch URLs made before the epoch are dead on every node. Shared by all nodes. Asked on every request of a signed-in
 * person: an implementation that blocks caches for a few seconds. Called concurrently.
 */
public interface SessionRevocations {
    /**
     * Ends everything of this person that began before {@code at} or at that instant. The epoch only ever grows. Raised
     * before the change behind it is stored, so that a failure in between errs on the safe side.
     */
    void revoke(String tenant, String userId, Instant at);

    /** Sessions that began at or before this instant are dead; empty if nothing was ever revoked. */
    Optional<Instant> revokedAt(String tenant, String userId);
}
