package io.ssokit.managed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Blocks of keys in one form, whether they come from YAML, JSON or a form: blocks, lists, and every other value as text. */
final class Keys {
    private static final int MAX_DEPTH = 10;

    /** A key that is not known is told of at length, on every node that reads it: a million of them fill its memory. */
    private static final int MAX_VALUES = 5_000;

    private Keys() {}

    /**
     * A deep, immutable copy; keys without a value are left out.
     *
     * @throws IllegalArgumentException if it is nested deeper than a configuration can be, or holds more than one does
     */
    static Map<String, Object> of(Map<?, ?> block) {
        Map<String, Object> copy = block(block, 1);
        if (count(copy) > MAX_VALUES) {
            throw new IllegalArgumentException("holds more than " + MAX_VALUES + " values");
        }
        return copy;
    }

    private static long count(Object value) {
        if (value instanceof Map<?, ?> block) {
            return 1 + block.values().stream().mapToLong(Keys::count).sum();
        }
        return value instanceof List<?> list
                ? 1 + list.stream().mapToLong(Keys::count).sum()
                : 1;
    }

    private static Map<String, Object> block(Map<?, ?> block, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("blocks are nested more than " + MAX_DEPTH + " deep");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        block.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), value(value, depth));
            }
        });
        return Collections.unmodifiableMap(copy);
    }

    private static Object value(Object value, int depth) {
        if (value instanceof Map<?, ?> block) {
            return block(block, depth + 1);
        }
        if (value instanceof Collection<?> list) {
            if (depth == MAX_DEPTH) {
                throw new IllegalArgumentException("lists are nested more than " + MAX_DEPTH + " deep");
            }
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(value(element == null ? "" : element, depth + 1)));
            return Collections.unmodifiableList(copy);
        }
        return value.toString();
    }

    /** Every value that is not a block, by its path with dots; a list is one value. */
    static Map<String, Object> leaves(Map<String, Object> block) {
        Map<String, Object> leaves = new TreeMap<>();
        leaves("", block, leaves);
        return leaves;
    }

    private static void leaves(String path, Map<?, ?> block, Map<String, Object> into) {
        block.forEach((key, value) -> {
            String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
            if (value instanceof Map<?, ?> below) {
                leaves(at, below, into);
            } else {
                into.put(at, value);
            }
        });
    }

    /** How many characters its texts have together. */
    static long size(@Nullable Object value) {
        if (value instanceof Map<?, ?> block) {
            return block.entrySet().stream()
                    .mapToLong(entry -> String.valueOf(entry.getKey()).length() + size(entry.getValue()))
                    .sum();
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(Keys::size).sum();
        }
        return String.valueOf(value).length();
    }
}
