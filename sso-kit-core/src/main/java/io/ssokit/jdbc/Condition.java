package io.ssokit.jdbc;

import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A filter as SQL.
 *
 * @param sql never null, in three-valued logic
 * @param exact whether it holds for those records only for which the filter holds; otherwise for others as well
 * @param join another way to say the same, if an index finds the records
 */
record Condition(Sql sql, boolean exact, Optional<Join> join) {
    /**
     * Records to begin with, for H2 finds the records of a list of ids by a scan only.
     *
     * @param ids selects their ids, as {@code id} and each once
     * @param rest what else must hold
     */
    record Join(Sql ids, Sql rest) {}

    private static final Sql TRUE = Sql.of("1 = 1");
    private static final Condition ANYTHING = new Condition(TRUE, false);

    private Condition(Sql sql, boolean exact) {
        this(sql, exact, Optional.empty());
    }

    static Condition of(UserFilter filter, Columns columns) {
        if (filter instanceof UserFilter.And and) {
            return all(and.all(), columns);
        }
        if (filter instanceof UserFilter.Or or) {
            return any(or.any(), columns);
        }
        if (filter instanceof UserFilter.Not not) {
            return not(of(not.negated(), columns));
        }
        if (filter instanceof UserFilter.Present present) {
            return columns.at(present.path())
                    .flatMap(Column::present)
                    .map(Condition::exactly)
                    .orElseGet(() -> wider(columns.wider(present.path())));
        }
        return filter instanceof Compare compare
                ? compare(compare, columns)
                : element((UserFilter.Element) filter, columns);
    }

    /** What holds for the element holds for the attribute; the reverse is true of a single comparison only. */
    private static Condition element(UserFilter.Element element, Columns columns) {
        Condition whole = of(spread(element.path(), element.element()), columns);
        boolean exact = element.element() instanceof Compare && whole.exact;
        return new Condition(whole.sql, exact, whole.join);
    }

    private static UserFilter spread(String path, UserFilter element) {
        if (element instanceof UserFilter.And and) {
            return new UserFilter.And(
                    and.all().stream().map(part -> spread(path, part)).toList());
        }
        if (element instanceof UserFilter.Or or) {
            return new UserFilter.Or(
                    or.any().stream().map(part -> spread(path, part)).toList());
        }
        boolean positive =
                element instanceof Compare compare && compare.operator() != Operator.NE && compare.value() != null;
        if (!positive) {
            return new UserFilter.Present(path);
        }
        Compare compare = (Compare) element;
        String whole = path + "." + compare.path();
        boolean caseExact = compare.caseExact() || UserFilters.isCaseExact(whole);
        return new Compare(whole, compare.operator(), compare.value(), caseExact);
    }

    private static Condition all(List<UserFilter> filters, Columns columns) {
        List<Condition> parts = filters.stream().map(part -> of(part, columns)).toList();
        List<Sql> rest = new ArrayList<>();
        Optional<Join> first = Optional.empty();
        for (Condition part : parts) {
            // One join is enough to be fast.
            boolean begins = first.isEmpty() && part.join.isPresent();
            rest.add(begins ? part.join.get().rest() : part.sql);
            first = begins ? part.join : first;
        }
        return new Condition(
                joined(" and ", parts),
                isExact(parts),
                first.map(join -> new Join(join.ids(), Sql.joined(" and ", rest))));
    }

    private static Condition any(List<UserFilter> filters, Columns columns) {
        List<Condition> parts = filters.stream().map(part -> of(part, columns)).toList();
        return new Condition(joined(" or ", parts), isExact(parts));
    }

    // What is wider in each part is wider in all, so a part that SQL cannot say costs time and not correctness.
    private static boolean isExact(List<Condition> parts) {
        return !parts.isEmpty() && parts.stream().allMatch(Condition::exact);
    }

    private static Sql joined(String word, List<Condition> parts) {
        return parts.isEmpty()
                ? TRUE
                : Sql.joined(word, parts.stream().map(Condition::sql).toList());
    }

    private static Condition not(Condition condition) {
        return condition.exact
                ? new Condition(Sql.of("not (").add(condition.sql).add(")"), true)
                : ANYTHING;
    }

    // The same three steps as UserFilters: NE is not EQ, null is "no value", the rest compares.
    private static Condition compare(Compare compare, Columns columns) {
        Object value = compare.value();
        if (compare.operator() == Operator.NE) {
            return not(compare(compare.by(Operator.EQ), columns));
        }
        if (value == null) {
            return compare.operator() == Operator.EQ
                    ? not(of(new UserFilter.Present(compare.path()), columns))
                    : exactly(Sql.of("1 = 0"));
        }
        Optional<Column> column = columns.at(compare.path());
        return column.isEmpty()
                ? wider(columns.wider(compare))
                : column.filter(found -> found.serves(compare.caseExact()))
                        .flatMap(found -> found.compare(compare.operator(), value))
                        .map(sql -> new Condition(sql, true, join(column, compare)))
                        .orElse(ANYTHING);
    }

    private static Optional<Join> join(Optional<Column> column, Compare compare) {
        return column.filter(Column.OneOf.class::isInstance)
                .map(Column.OneOf.class::cast)
                .flatMap(rows -> rows.ids(compare))
                .map(ids -> new Join(ids, TRUE));
    }

    private static Condition exactly(Sql sql) {
        return new Condition(sql, true);
    }

    private static Condition wider(Optional<Sql> sql) {
        return sql.map(some -> new Condition(some, false)).orElse(ANYTHING);
    }
}
