package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import java.util.concurrent.locks.LockSupport;

/** Writes that begin with an update and insert where there was nothing: a parallel call may insert in between. */
final class Races {
    private static final int TRIES = 5;

    private static final long PAUSE_NANOS = 2_000_000;

    private Races() {}

    /** A short time of chance, longer after each try: whoever collided must not collide again. */
    static void pause(int tries) {
        LockSupport.parkNanos((long) (RandomToken.fraction() * (PAUSE_NANOS << Math.min(tries, 7))));
    }

    /** Once more after each lost race: then the update finds the row of whoever won it. */
    static void retried(Runnable write) {
        for (int tries = 1; ; tries++) {
            try {
                write.run();
                return;
            } catch (StoreException.Conflict raced) {
                if (tries == TRIES) {
                    throw raced;
                }
            }
        }
    }
}
