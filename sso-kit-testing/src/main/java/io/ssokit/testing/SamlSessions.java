package io.ssokit.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which assertions went out during which visitor's session. Thread-safe; forgets the oldest when there are very many. */
final class SamlSessions {
    private static final int CAPACITY = 10_000;

    private final List<Map.Entry<String, SamlSession>> all = new ArrayList<>();

    synchronized void add(String visitor, SamlSession session) {
        if (all.size() >= CAPACITY) {
            all.remove(0);
        }
        all.add(Map.entry(visitor, session));
    }

    synchronized List<SamlSession> of(String visitor) {
        return all.stream()
                .filter(entry -> entry.getKey().equals(visitor))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Forgets those that fit and names the visitors whose they were. */
    synchronized Set<String> end(Predicate<SamlSession> fits) {
        Set<String> visitors = new TreeSet<>();
        all.stream().filter(entry -> fits.test(entry.getValue())).forEach(entry -> visitors.add(entry.getKey()));
        all.removeIf(entry -> fits.test(entry.getValue()));
        return visitors;
    }
}
