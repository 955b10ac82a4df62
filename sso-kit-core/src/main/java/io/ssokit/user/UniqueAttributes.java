package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Attributes of which no two users, or no two groups, of a tenant have the same value, beside {@code userName} and a group's
 * {@code displayName} (RFC 7643 §7, {@code uniqueness}). Immutable.
 *
 * @param ofUsers canonical attribute path to whether its text compares with regard to case
 * @param ofGroups the same for groups
 */
public record UniqueAttributes(Map<String, Boolean> ofUsers, Map<String, Boolean> ofGroups) {
    /** None. */
    public static final UniqueAttributes NONE = new UniqueAttributes(Map.of(), Map.of());

    public UniqueAttributes {
        ofUsers = Map.copyOf(ofUsers);
        ofGroups = Map.copyOf(ofGroups);
    }

    /**
     * One value that nobody else may have: two values are the same if their keys are equal.
     *
     * @param attribute canonical path
     * @param value folded if case does not matter, numbers in one spelling
     */
    public record Key(String attribute, String value) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byAttribute = attribute.compareTo(other.attribute);
            return byAttribute != 0 ? byAttribute : value.compareTo(other.value);
        }
    }

    /** Whether there is nothing to keep unique. */
    public boolean isEmpty() {
        return ofUsers.isEmpty() && ofGroups.isEmpty();
    }

    /** What this user takes for themselves, in one order, so that stores that lock in it do not deadlock. */
    public Iterable<Key> of(User user) {
        TreeSet<Key> keys = new TreeSet<>();
        new TreeMap<>(ofUsers)
                .forEach((path, exact) ->
                        UserFilterValues.of(user, path).forEach(value -> keys.add(key(path, value, exact))));
        return keys;
    }

    /** What this group takes for itself, in the same order. */
    public Iterable<Key> of(Group group) {
        TreeSet<Key> keys = new TreeSet<>();
        new TreeMap<>(ofGroups)
                .forEach((path, exact) ->
                        UserFilterValues.of(group, path).forEach(value -> keys.add(key(path, value, exact))));
        return keys;
    }

    private static Key key(String path, Object value, boolean exact) {
        if (value instanceof Number number) {
            return new Key(
                    path, new BigDecimal(number.toString()).stripTrailingZeros().toPlainString());
        }
        return new Key(path, exact ? value.toString() : CaseKey.of(value.toString()));
    }
}
