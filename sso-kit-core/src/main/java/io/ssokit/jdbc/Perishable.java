package io.ssokit.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rows of one table that are over some time after a time of their own.
 *
 * @param find selects the keys of such rows by an index; ends in "&lt; ? … fetch first ? rows only"
 * @param delete the row of one key
 * @param columns of the key
 * @param lasting whether {@code delete} looks at the row's time once more, for it may have been prolonged
 * @param kept how long after that time
 */
record Perishable(String find, String delete, int columns, boolean lasting, Duration kept) {
    private static final String FEW = " fetch first ? rows only";

    /**
     * Rows with a time in {@code column}, which an index begins with.
     *
     * @param but a further condition on {@code t}, beginning with " and ", or nothing
     */
    static Perishable of(String table, String column, Duration kept, String but, String... key) {
        String find = "select " + columns(key) + " from " + table + " t where t." + column + " < ?" + but
                + " order by t." + column + FEW;
        return new Perishable(find, delete(table, key) + " and " + column + " < ?", key.length, true, kept);
    }

    /** Rows whose owners, in table {@code owners}, are over at {@code column}. */
    static Perishable owned(String table, String owners, String column, String[] owner, String own) {
        String same =
                Arrays.stream(owner).map(part -> "t." + part + " = o." + part).collect(Collectors.joining(" and "));
        String[] key = Stream.concat(Arrays.stream(owner), Stream.of(own)).toArray(String[]::new);
        String find = "select " + columns(key) + " from " + owners + " o join " + table + " t on " + same + " where o."
                + column + " < ? order by o." + column + FEW;
        return new Perishable(find, delete(table, key), key.length, false, Duration.ZERO);
    }

    /** The keys of some rows that were over before an instant. */
    Sql find(Instant before, int limit) {
        return Sql.of(find, before, limit);
    }

    /** What {@link #delete} is given for each key, in an order in which two nodes do not block each other. */
    List<List<Object>> deletions(List<List<Object>> keys, Instant before) {
        List<List<Object>> all = new ArrayList<>();
        for (List<Object> key : keys) {
            List<Object> values = new ArrayList<>(key);
            if (lasting) {
                values.add(before);
            }
            all.add(values);
        }
        all.sort(Comparator.comparing(Object::toString));
        return all;
    }

    private static String columns(String[] key) {
        return "t." + String.join(", t.", key);
    }

    private static String delete(String table, String[] key) {
        return "delete from " + table + " where " + String.join(" = ? and ", key) + " = ?";
    }
}
