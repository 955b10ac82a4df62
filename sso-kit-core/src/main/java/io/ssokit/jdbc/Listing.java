package io.ssokit.jdbc;

import io.ssokit.user.Page;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserQuery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pages of a table's records in order of creation.
 *
 * @param select the columns to read, up to and with the tenant's condition
 * @param from the same table and condition, to be counted
 * @param order the order of creation
 * @param columns attribute path to its column
 */
record Listing<T>(Sql select, Sql from, String order, Map<String, Column> columns, Tx.Row<T> row, Recheck<T> recheck) {
    /** Whether a record fulfils a filter that SQL cannot say exactly. */
    @FunctionalInterface
    interface Recheck<T> {
        boolean matches(UserFilter filter, T record) throws SQLException;
    }

    Page<T> page(Tx tx, UserQuery query) throws SQLException {
        Optional<Condition> condition = query.filter().map(filter -> Condition.of(filter, columns));
        // In parentheses: a filter with an "or" must not reach beyond the tenant's condition before it.
        Sql where = condition
                .map(found -> Sql.of(" and (").add(found.sql()).add(")"))
                .orElse(Sql.of(""));
        if (condition.filter(found -> !found.exact()).isPresent()) {
            return filtered(tx, query, query.filter().orElseThrow(), where);
        }
        long total = tx.number(Sql.of("select count(*) ").add(from).add(where));
        if (query.limit() == 0 || query.offset() >= total) {
            return new Page<>(total, List.of());
        }
        Sql page = copy(select)
                .add(where)
                .add(order)
                .add(" offset ? rows fetch next ? rows only", query.offset(), query.limit());
        return new Page<>(total, tx.list(page, row));
    }

    /** One pass over what SQL leaves; only the page itself is kept. */
    private Page<T> filtered(Tx tx, UserQuery query, UserFilter filter, Sql where) throws SQLException {
        List<T> items = new ArrayList<>();
        long[] total = {0};
        tx.each(copy(select).add(where).add(order), found -> {
            T item = row.read(found);
            if (recheck.matches(filter, item)) {
                if (total[0] >= query.offset() && items.size() < query.limit()) {
                    items.add(item);
                }
                total[0]++;
            }
        });
        return new Page<>(total[0], items);
    }

    private static Sql copy(Sql sql) {
        return Sql.of("").add(sql);
    }
}
