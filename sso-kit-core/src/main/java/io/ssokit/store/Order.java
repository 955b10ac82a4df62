package io.ssokit.store;

import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The records of a table in one order, so that a page costs what the page costs. Not thread-safe. */
final class Order<T> {
    private static final int STRIDE = 64;

    private final Sort sort;
    private final BiFunction<Sort, T, SortKey> keyOf;
    private final NavigableMap<SortKey, T> records = new TreeMap<>();
    /** The key at every {@value #STRIDE}th index from 0 on, as far as somebody has asked for pages there. */
    private final List<SortKey> marks = new ArrayList<>();

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
                forget(left);
            }
        }
        if (records.put(key, item) == null) {
            forget(key);
        }
    }

    void remove(T item) {
        SortKey key = key(item);
        records.remove(key);
        forget(key);
    }

    /** What comes or goes moves everything behind it. */
    private void forget(SortKey key) {
        for (int last = marks.size() - 1; last >= 0 && marks.get(last).compareTo(key) >= 0; last--) {
            marks.remove(last);
        }
    }

    /** All records from an index on, in ascending order: those before it are not walked through again for each page. */
    Iterator<T> from(int index) {
        int wanted = index / STRIDE;
        while (marks.size() <= wanted && mark()) {
            // one mark after the other
        }
        int mark = Math.min(wanted, marks.size() - 1);
        Iterator<T> found = (mark < 0 ? records : records.tailMap(marks.get(mark), true))
                .values()
                .iterator();
        for (int i = Math.max(0, mark) * STRIDE; i < index && found.hasNext(); i++) {
            found.next();
        }
        return found;
    }

    /** Sets the next mark, if there is a record so far behind. */
    private boolean mark() {
        if (marks.isEmpty()) {
            return !records.isEmpty() && marks.add(records.firstKey());
        }
        Iterator<SortKey> keys =
                records.tailMap(marks.get(marks.size() - 1), false).keySet().iterator();
        for (int i = 1; i < STRIDE && keys.hasNext(); i++) {
            keys.next();
        }
        return keys.hasNext() && marks.add(keys.next());
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
