package io.ssokit.jdbc;

import io.ssokit.error.StoreException;

/** Writes that begin with an update and insert where there was nothing: a parallel call may insert in between. */
final class Races {
    private static final int TRIES = 5;

    private Races() {}

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
