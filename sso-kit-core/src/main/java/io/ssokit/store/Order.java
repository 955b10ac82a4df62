package io.ssokit.store;

import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The records of a table in one order, so that a page costs what the page costs. Not thread-safe. */
final class Order<T> {
    private final Sort sort;
    private final BiFunction<Sort, T, SortKey> keyOf;
    private final NavigableMap<SortKey, T> records = new TreeMap<>();

    Order(Sort sort, BiFunction<Sort, T, SortKey> keyOf) {
        this.sort = sort;
        this.keyOf = keyOf;
    }

    boolean serves(Sort wanted) {
        return wanted.path().equals(sort.path()) && wanted.caseExact() == sort.caseExact();
    }

    SortKey key(T item) {
        return keyOf.apply(sort, item);
    }

    /** @param before the record that this one replaces */
    void put(@Nullable T before, T item) {
        SortKey key = key(item);
        if (before != null) {
            SortKey left = key(before);
            if (!left.equals(key)) {
                records.remove(left);
            }
        }
        records.put(key, item);
    }

    void remove(T item) {
        records.remove(key(item));
    }

    /** All records from where the query starts on, in the direction in which its page is read; a view. */
    Collection<T> from(UserQuery query) {
        boolean ascending = query.order().descending() == query.before().isPresent();
        NavigableMap<SortKey, T> all = ascending ? records : records.descendingMap();
        Optional<SortKey> start = query.after().or(query::before).map(SortKey::parse);
        return start.map(key -> all.tailMap(key, false)).orElse(all).values();
    }

    /** All records in ascending order; a view. */
    Collection<T> all() {
        return records.values();
    }
}
