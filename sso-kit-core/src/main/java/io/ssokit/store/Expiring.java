package io.ssokit.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Things in the order in which their time is over. Each call of {@link #forgetBefore} hands out up to two of them, so that the
 * memory follows what is still alive and no call pays for all. Not thread-safe.
 */
final class Expiring<T> {
    private static final int FORGET_PER_CALL = 2;

    private record Expiry<T>(Instant until, T thing) {}

    private final Queue<Expiry<T>> soonestFirst = new PriorityQueue<>(Comparator.comparing(Expiry<T>::until));

    void add(T thing, Instant until) {
        soonestFirst.add(new Expiry<>(until, thing));
    }

    /** @param forget told what was to be remembered until a time before {@code now} */
    void forgetBefore(Instant now, Consumer<T> forget) {
        for (int i = 0; i < FORGET_PER_CALL; i++) {
            Expiry<T> soonest = soonestFirst.peek();
            if (soonest == null || !soonest.until().isBefore(now)) {
                return;
            }
            soonestFirst.remove();
            forget.accept(soonest.thing());
        }
    }
}
