package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a record stands in an order: the value that counts, and the id that decides between equals. As text it is a
 * position ({@link Page#next}). Immutable.
 *
 * @param value {@code Boolean}, {@code BigDecimal}, {@code Instant} or {@code String}, folded and cut; null if the
 *     record has none
 */
public record SortKey(@Nullable Comparable<?> value, String id) implements Comparable<SortKey> {
    /** Text beyond this does not count: a position stays short enough for a URL. */
    public static final int LENGTH = 200;

    /** Where this user stands. */
    public static SortKey of(UserQuery.Sort sort, User user) {
        return ofUsers(sort).apply(user);
    }

    /** Where this group stands. */
    public static SortKey of(UserQuery.Sort sort, Group group) {
        return ofGroups(sort).apply(group);
    }

    /** Where users stand: the way to the attribute is found once for all of them. Thread-safe. */
    public static Function<User, SortKey> ofUsers(UserQuery.Sort sort) {
        Function<User, @Nullable Object> leading = leading(sort.path(), UserFilterValues::ofUser);
        return user -> new SortKey(value(sort, leading.apply(user)), user.id());
    }

    /** Where groups stand: the way to the attribute is found once for all of them. Thread-safe. */
    public static Function<Group, SortKey> ofGroups(UserQuery.Sort sort) {
        Function<Group, @Nullable Object> leading = leading(sort.path(), UserFilterValues::ofGroups);
        return group -> new SortKey(value(sort, leading.apply(group)), group.id());
    }

    /** Ascending. */
    @Override
    public int compareTo(SortKey other) {
        int order = compare(value, other.value);
        return order != 0 ? order : id.compareTo(other.id);
    }

    /** The position of this record, for {@link #parse}. */
    public String text() {
        String shown = value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
        return kind(value) + (value == null ? "" : shown) + "\n" + id;
    }

    /** @throws IllegalArgumentException if this is no position */
    public static SortKey parse(String position) {
        int end = position.lastIndexOf('\n');
        if (end < 1) {
            throw notAPosition();
        }
        String text = position.substring(1, end);
        String id = position.substring(end + 1);
        try {
            return switch (position.charAt(0)) {
                case 'b' -> new SortKey(Boolean.valueOf(text), id);
                case 'n' -> new SortKey(new BigDecimal(text), id);
                case 'i' -> new SortKey(Instant.parse(text), id);
                case 't' -> new SortKey(text, id);
                case 'z' -> new SortKey(null, id);
                default -> throw notAPosition();
            };
        } catch (DateTimeException | NumberFormatException damaged) {
            throw notAPosition();
        }
    }

    private static IllegalArgumentException notAPosition() {
        return new IllegalArgumentException("not a position of this store");
    }

    /** RFC 7644 §3.4.2.3: of a multi-valued attribute the primary value, else the first. */
    private static <T> Function<T, @Nullable Object> leading(
            String path, Function<String, Function<T, List<?>>> readers) {
        Function<T, List<?>> values = readers.apply(path);
        int dot = path.lastIndexOf('.');
        if (dot <= path.lastIndexOf(':')) {
            return item -> first(values.apply(item));
        }
        Function<T, List<?>> owner = readers.apply(path.substring(0, dot));
        String sub = path.substring(dot + 1);
        return item -> {
            List<?> elements = owner.apply(item);
            for (Object element : elements) {
                if (element instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("primary"))) {
                    return map.get(sub);
                }
            }
            return first(elements) instanceof Map<?, ?> map ? map.get(sub) : first(values.apply(item));
        };
    }

    private static @Nullable Object first(List<?> values) {
        return values.isEmpty() ? null : values.get(0);
    }

    private static @Nullable Comparable<?> value(UserQuery.Sort sort, @Nullable Object value) {
        if (value instanceof String text) {
            return cut(sort.caseExact() ? text : CaseKey.of(text));
        }
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Number number) {
            return BigDecimal.valueOf(number.longValue());
        }
        return value instanceof Boolean || value instanceof Instant ? (Comparable<?>) value : null;
    }

    private static String cut(String text) {
        if (text.length() <= LENGTH) {
            return text;
        }
        // Half a letter would not survive its way through UTF-8.
        return text.substring(0, Character.isHighSurrogate(text.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH);
    }

    private static int compare(@Nullable Comparable<?> left, @Nullable Comparable<?> right) {
        if (left instanceof Boolean one && right instanceof Boolean other) {
            return one.compareTo(other);
        }
        if (left instanceof BigDecimal one && right instanceof BigDecimal other) {
            return one.compareTo(other);
        }
        if (left instanceof Instant one && right instanceof Instant other) {
            return one.compareTo(other);
        }
        if (left instanceof String one && right instanceof String other) {
            return one.compareTo(other);
        }
        return Character.compare(kind(left), kind(right));
    }

    // In the order of the letters: unlike types of one attribute, and who has no value comes last.
    private static char kind(@Nullable Comparable<?> value) {
        if (value instanceof Boolean) {
            return 'b';
        }
        if (value instanceof BigDecimal) {
            return 'n';
        }
        if (value instanceof Instant) {
            return 'i';
        }
        return Objects.isNull(value) ? 'z' : 't';
    }
}
