package io.ssokit.user;

import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A filter made ready for many records: paths are resolved and operands folded once, and of a record each attribute is read
 * once, however many comparisons are about it. A hundred comparisons on ten thousand records are a million of them. Immutable
 * and thread-safe.
 */
final class CompiledFilter<T> implements Predicate<T> {
    /** What has to hold for one record. */
    @FunctionalInterface
    private interface Condition<T> {
        boolean test(Row<T> row);
    }

    private final Columns<T> columns;
    private final Condition<T> condition;

    private CompiledFilter(Columns<T> columns, Condition<T> condition) {
        this.columns = columns;
        this.condition = condition;
    }

    /** @param hasMember answers {@code members.value eq "id"} */
    static <T> CompiledFilter<T> of(UserFilter filter, Columns<T> columns, BiPredicate<T, String> hasMember) {
        return new CompiledFilter<>(columns, condition(filter, columns, hasMember));
    }

    @Override
    public boolean test(T item) {
        return condition.test(new Row<>(columns, item));
    }

    private static <T> Condition<T> condition(UserFilter filter, Columns<T> columns, BiPredicate<T, String> hasMember) {
        if (filter instanceof UserFilter.And and) {
            return all(conditions(and.all(), columns, hasMember));
        }
        if (filter instanceof UserFilter.Or or) {
            return any(conditions(or.any(), columns, hasMember));
        }
        if (filter instanceof UserFilter.Not not) {
            Condition<T> negated = condition(not.negated(), columns, hasMember);
            return row -> !negated.test(row);
        }
        if (filter instanceof UserFilter.Present present) {
            return present(columns.number(present.path()));
        }
        if (filter instanceof UserFilter.Element element) {
            return element(element, columns);
        }
        return compare((Compare) filter, columns, hasMember);
    }

    /** What needs other records comes last: often it is decided by then. */
    private static <T> List<Condition<T>> conditions(
            List<UserFilter> parts, Columns<T> columns, BiPredicate<T, String> hasMember) {
        return parts.stream()
                .sorted(Comparator.comparing(CompiledFilter::isAboutOthers))
                .map(part -> condition(part, columns, hasMember))
                .toList();
    }

    private static boolean isAboutOthers(UserFilter filter) {
        if (filter instanceof UserFilter.And and) {
            return and.all().stream().anyMatch(CompiledFilter::isAboutOthers);
        }
        if (filter instanceof UserFilter.Or or) {
            return or.any().stream().anyMatch(CompiledFilter::isAboutOthers);
        }
        if (filter instanceof UserFilter.Not not) {
            return isAboutOthers(not.negated());
        }
        String path = filter instanceof Compare compare
                ? compare.path()
                : filter instanceof UserFilter.Present present ? present.path() : ((UserFilter.Element) filter).path();
        return path.startsWith("groups") || path.startsWith("members");
    }

    private static <T> Condition<T> all(List<Condition<T>> parts) {
        return row -> {
            for (Condition<T> part : parts) {
                if (!part.test(row)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static <T> Condition<T> any(List<Condition<T>> parts) {
        return row -> {
            for (Condition<T> part : parts) {
                if (part.test(row)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static <T> Condition<T> present(int column) {
        return row -> hasContent(row.at(column).raw());
    }

    private static <T> Condition<T> element(UserFilter.Element element, Columns<T> columns) {
        int column = columns.number(element.path());
        Columns<Map<?, ?>> inner = columns.elements(element.path());
        Condition<Map<?, ?>> wanted = condition(element.element(), inner, (map, id) -> false);
        return row -> {
            for (Row<Map<?, ?>> one : row.at(column).rows(inner)) {
                if (wanted.test(one)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static <T> Condition<T> compare(Compare compare, Columns<T> columns, BiPredicate<T, String> hasMember) {
        if (compare.operator() == Operator.NE) {
            Condition<T> equal = compare(compare.by(Operator.EQ), columns, hasMember);
            return row -> !equal.test(row);
        }
        Object operand = compare.value();
        boolean equality = compare.operator() == Operator.EQ;
        if (operand == null) {
            Condition<T> present = present(columns.number(compare.path()));
            return row -> equality && !present.test(row);
        }
        if (columns.whole(compare.path()).equals("members.value")) {
            return row -> equality && operand instanceof String id && hasMember.test(row.item(), id);
        }
        int column = columns.number(compare.path());
        Comparison comparison = new Comparison(compare, operand, columns.whole(compare.path()));
        return row ->
                columns.isReadOnce(column) ? comparison.holds(row.read(column)) : comparison.holds(row.at(column));
    }

    // RFC 7644, table 3, "pr": a non-empty value, or a complex attribute with one non-empty sub-attribute.
    private static boolean hasContent(@Nullable Object value) {
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return hasContent(map.values());
        }
        if (value instanceof Iterable<?> values) {
            for (Object one : values) {
                if (hasContent(one)) {
                    return true;
                }
            }
            return false;
        }
        return value != null;
    }
}
