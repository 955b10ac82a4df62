package io.ssokit.user;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The attributes that a filter is about, each once, with the way to its values found once. Filled while the filter is
 * compiled and not changed any more then.
 */
final class Columns<T> {
    /** Finds the way to the values of an attribute. */
    @FunctionalInterface
    interface Readers<T> {
        Function<T, ? extends Collection<?>> of(String path);
    }

    private final String base;
    private final Readers<T> readers;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Function<T, ? extends Collection<?>>> columns = new ArrayList<>();
    private int[] uses = new int[4];
    private final Map<String, Columns<Map<?, ?>>> elements = new HashMap<>();

    /** @param base the multi-valued attribute whose elements these are; empty for whole records */
    Columns(String base, Readers<T> readers) {
        this.base = base;
        this.readers = readers;
    }

    static Columns<Map<?, ?>> ofElements(String path) {
        return new Columns<>(path, UserFilterValues::below);
    }

    int number(String path) {
        int number = numbers.computeIfAbsent(path, absent -> {
            columns.add(readers.of(absent));
            return columns.size() - 1;
        });
        if (number == uses.length) {
            uses = Arrays.copyOf(uses, 2 * uses.length);
        }
        uses[number]++;
        return number;
    }

    /** Whether only one condition is about this attribute, so that nothing is worth remembering. */
    boolean isReadOnce(int column) {
        return uses[column] == 1;
    }

    /** The attributes of the elements of one of these attributes. */
    Columns<Map<?, ?>> elements(String path) {
        return elements.computeIfAbsent(path, Columns::ofElements);
    }

    String whole(String path) {
        return base.isEmpty() ? path : base + "." + path;
    }

    int size() {
        return columns.size();
    }

    Collection<?> read(int column, T item) {
        return columns.get(column).apply(item);
    }
}
