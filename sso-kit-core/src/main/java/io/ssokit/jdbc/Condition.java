package io.ssokit.jdbc;

import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A filter as SQL.
 *
 * @param sql never null, in three-valued logic
 * @param exact whether it holds for those records only for which the filter holds; otherwise for others as well
 */
record Condition(Sql sql, boolean exact) {
    private static final Condition ANYTHING = new Condition(Sql.of("1 = 1"), false);

    /** @param columns attribute path to its column; other attributes have none */
    static Condition of(UserFilter filter, Map<String, Column> columns) {
        if (filter instanceof UserFilter.And and) {
            return joined(" and ", and.all(), columns);
        }
        if (filter instanceof UserFilter.Or or) {
            return joined(" or ", or.any(), columns);
        }
        if (filter instanceof UserFilter.Not not) {
            return not(of(not.negated(), columns));
        }
        if (filter instanceof UserFilter.Present present) {
            return exactly(Optional.ofNullable(columns.get(present.path())).flatMap(Column::present));
        }
        return filter instanceof Compare compare ? compare(compare, columns) : ANYTHING;
    }

    private static Condition joined(String word, List<UserFilter> filters, Map<String, Column> columns) {
        List<Condition> parts = filters.stream().map(part -> of(part, columns)).toList();
        if (parts.isEmpty()) {
            return ANYTHING;
        }
        // What is wider in each part is wider in all, so a part that SQL cannot say costs time and not correctness.
        return new Condition(
                Sql.joined(word, parts.stream().map(Condition::sql).toList()),
                parts.stream().allMatch(Condition::exact));
    }

    private static Condition not(Condition condition) {
        return condition.exact
                ? new Condition(Sql.of("not (").add(condition.sql).add(")"), true)
                : ANYTHING;
    }

    // The same three steps as UserFilters: NE is not EQ, null is "no value", the rest compares.
    private static Condition compare(Compare compare, Map<String, Column> columns) {
        Object value = compare.value();
        if (compare.operator() == Operator.NE) {
            return not(compare(compare.by(Operator.EQ), columns));
        }
        if (value == null) {
            return compare.operator() == Operator.EQ
                    ? not(of(new UserFilter.Present(compare.path()), columns))
                    : exactly(Column.never());
        }
        return exactly(Optional.ofNullable(columns.get(compare.path()))
                .filter(column -> column.serves(compare.caseExact()))
                .flatMap(column -> column.compare(compare.operator(), value)));
    }

    private static Condition exactly(Optional<Sql> sql) {
        return sql.map(exact -> new Condition(exact, true)).orElse(ANYTHING);
    }
}
