package io.ssokit.internal;

import java.util.concurrent.locks.LockSupport;

/** Somebody else was faster. */
public final class Collision {
    private static final long SHORTEST_NANOS = 2_000_000;
    private static final int LONGEST_SHIFT = 7;

    private Collision() {}

    /** A short time of chance, longer after each try: whoever collided must not collide again. At most a quarter of a second. */
    public static void pause(int tries) {
        LockSupport.parkNanos((long) (RandomToken.fraction() * (SHORTEST_NANOS << Math.min(tries, LONGEST_SHIFT))));
    }
}
