package io.ssokit.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What came last, in order; the oldest is forgotten when it is full, so that a long-running demo stays small. Thread-safe. */
final class Latest<T> {
    private static final int CAPACITY = 1_000;

    private final Deque<T> kept = new ArrayDeque<>();

    synchronized void add(T value) {
        if (kept.size() == CAPACITY) {
            kept.removeFirst();
        }
        kept.addLast(value);
    }

    synchronized List<T> all() {
        return List.copyOf(kept);
    }
}
