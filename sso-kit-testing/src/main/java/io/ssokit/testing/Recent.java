package io.ssokit.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A thread-safe map that forgets its oldest entry when it is full, so that a long-running demo stays small. */
final class Recent<V> {
    private static final int CAPACITY = 10_000;

    private final Map<String, V> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized void put(String key, V value) {
        entries.put(key, value);
    }

    /** Whether the key is new; one that is known keeps its value. */
    synchronized boolean add(String key, V value) {
        return entries.putIfAbsent(key, value) == null;
    }

    synchronized Optional<V> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    synchronized Optional<V> take(String key) {
        return Optional.ofNullable(entries.remove(key));
    }
}
