package io.ssokit.scim;

import io.ssokit.error.StoreException;
import io.ssokit.internal.Collision;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Reading, changing and storing a resource, again if somebody else stored it in between: clients that name no version
 * (Entra sends five changes of one group at once) want their change done, not a 412.
 */
final class Attempts {
    private static final int MAX = 20;

    private Attempts() {}

    /**
     * @param change reads, changes and stores
     * @throws ScimException 412 if the client named a version, 503 if others are always faster
     */
    static Answer of(Precondition precondition, Supplier<Answer> change) {
        for (int attempt = 0; attempt < MAX; attempt++) {
            if (attempt > 1) {
                Collision.pause(attempt);
            }
            try {
                return change.get();
            } catch (StoreException.StaleVersion changedInBetween) {
                if (precondition.isVersioned()) {
                    throw ScimException.preconditionFailed();
                }
            }
        }
        throw ScimException.unavailable(Duration.ofSeconds(1));
    }
}
