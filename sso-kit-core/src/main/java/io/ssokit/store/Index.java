package io.ssokit.store;

import io.ssokit.internal.CaseKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From the values of one attribute to the ids of the records that have them. Not thread-safe. */
final class Index<T> {
    /**
     * What is indexed.
     *
     * @param path the attribute's canonical path
     * @param folds whether it compares without regard to case
     * @param values a record's values of it
     */
    record Attribute<T>(String path, boolean folds, Function<T, List<String>> values) {}

    private final Attribute<T> attribute;
    private final Map<String, Set<String>> idsByKey = new HashMap<>();

    Index(Attribute<T> attribute) {
        this.attribute = attribute;
    }

    /** A view. */
    Set<String> idsOf(String value) {
        return Collections.unmodifiableSet(idsByKey.getOrDefault(key(value), Set.of()));
    }

    /** @param before the record that this one replaces */
    void put(@Nullable T before, T item, String id) {
        if (before == null) {
            add(item, id);
        } else if (!attribute.values().apply(before).equals(attribute.values().apply(item))) {
            remove(before, id);
            add(item, id);
        }
    }

    private void add(T item, String id) {
        for (String value : attribute.values().apply(item)) {
            idsByKey.computeIfAbsent(key(value), key -> new HashSet<>()).add(id);
        }
    }

    void remove(T item, String id) {
        for (String value : attribute.values().apply(item)) {
            Set<String> ids = idsByKey.get(key(value));
            if (ids != null && ids.remove(id) && ids.isEmpty()) {
                idsByKey.remove(key(value));
            }
        }
    }

    private String key(String value) {
        return attribute.folds() ? CaseKey.of(value) : value;
    }
}
