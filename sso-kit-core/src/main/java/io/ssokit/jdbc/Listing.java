package io.ssokit.jdbc;

import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Pages of a table's records.
 *
 * @param columns what to read
 * @param table the table and its one letter
 * @param tenant whose records are listed
 * @param conditions where filters find attributes
 * @param orders attribute path to the column to order by
 */
record Listing<T>(
        String columns,
        String table,
        String tenant,
        Columns conditions,
        Map<String, SortColumn> orders,
        Tx.Row<T> row,
        InMemory<T> inMemory) {
    /** So many are found by the filter's own index and sorted, in less time than it takes to come across them in order. */
    private static final long FEW = 10_000;

    /** What is left to Java. */
    interface InMemory<T> {
        /** Whether records fulfil a filter that SQL cannot say exactly. */
        Predicate<T> matching(UserFilter filter);

        /** Where a record stands in an order that has no column. */
        SortKey key(Sort sort, T record);
    }

    Page<T> page(Tx tx, UserQuery query) throws SQLException {
        Optional<Condition> condition = query.filter().map(filter -> Condition.of(filter, conditions));
        Sql where = from(condition);
        boolean exact = condition.map(Condition::exact).orElse(true);
        Optional<UserFilter> recheck = exact ? Optional.empty() : query.filter();
        Optional<SortColumn> order =
                Optional.ofNullable(orders.get(query.order().path())).filter(column -> column.serves(query.order()));
        if (order.isEmpty()) {
            return sorted(tx, query, where, recheck);
        }
        Walk<T> walk = walk(
                where, order.get(), query.order().descending() == query.before().isPresent());
        OptionalLong total = OptionalLong.empty();
        if (exact && query.counted()) {
            total = OptionalLong.of(tx.number(Sql.of("select count(*) ").add(where)));
            if (query.limit() == 0 || query.offset() >= total.getAsLong()) {
                return new Page<>(total, List.of(), Optional.empty(), Optional.empty());
            }
        }
        return exact ? read(tx, query, walk, total) : filtered(tx, query, walk, recheck.orElseThrow());
    }

    private Sql from(Optional<Condition> condition) {
        Sql from = Sql.of("from " + table);
        Optional<Condition.Join> join = condition.flatMap(Condition::join);
        join.ifPresent(first -> from.add(" join (").add(first.ids()).add(") found on found.id = " + id()));
        from.add(" where " + alias() + ".tenant = ?", tenant);
        // In parentheses: a filter with an "or" must not reach beyond the tenant's condition before it.
        join.map(Condition.Join::rest)
                .or(() -> condition.map(Condition::sql))
                .ifPresent(sql -> from.add(" and (").add(sql).add(")"));
        return from;
    }

    private String alias() {
        return table.substring(table.length() - 1);
    }

    private String id() {
        return alias() + ".id";
    }

    private Page<T> read(Tx tx, UserQuery query, Walk<T> walk, OptionalLong total) throws SQLException {
        // One more, to know whether anything follows.
        int limit = query.limit() == 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, query.limit() + 1L);
        return cut(query, total, placed(tx, query, walk, total, limit));
    }

    private static <T> List<Walk.Placed<T>> placed(Tx tx, UserQuery query, Walk<T> walk, OptionalLong total, int limit)
            throws SQLException {
        boolean fromStart = start(query).isEmpty();
        if (fromStart && query.filter().isPresent() && total.orElse(Long.MAX_VALUE) <= FEW) {
            return walk.few(tx, query.offset(), limit);
        }
        return fromStart && query.offset() > 0
                ? walk.skip(tx, query.offset(), limit)
                : walk.read(tx, start(query), limit);
    }

    /** Chunk by chunk of what SQL leaves; no further than the page's end, unless all are to be counted. */
    private Page<T> filtered(Tx tx, UserQuery query, Walk<T> walk, UserFilter filter) throws SQLException {
        Predicate<T> matches = inMemory.matching(filter);
        boolean countsAll = query.counted() && start(query).isEmpty();
        List<Walk.Placed<T>> kept = new ArrayList<>();
        long matching = 0;
        long end = query.limit() == 0 ? 0 : (long) query.offset() + query.limit() + 1;
        Iterator<Walk.Placed<T>> rows = walk.iterator(tx, start(query));
        while ((countsAll || matching < end) && rows.hasNext()) {
            Walk.Placed<T> placed = rows.next();
            if (matches.test(placed.item())) {
                if (matching >= query.offset() && matching < end) {
                    kept.add(placed);
                }
                matching++;
            }
        }
        if (!query.counted()) {
            return cut(query, OptionalLong.empty(), kept);
        }
        return cut(query, OptionalLong.of(countsAll ? matching : count(tx, walk, matches)), kept);
    }

    private long count(Tx tx, Walk<T> walk, Predicate<T> matches) {
        long matching = 0;
        Iterator<Walk.Placed<T>> rows = walk.iterator(tx, Optional.empty());
        while (rows.hasNext()) {
            matching += matches.test(rows.next().item()) ? 1 : 0;
        }
        return matching;
    }

    /** An order without a column: everything is read once, and no more than the page kept. */
    private Page<T> sorted(Tx tx, UserQuery query, Sql where, Optional<UserFilter> recheck) {
        SortColumn byId = SortColumn.name(id(), true);
        Iterator<Walk.Placed<T>> rows = walk(where, byId, true).iterator(tx, Optional.empty());
        return UserPages.of(
                query,
                Stream.generate(() -> rows)
                        .takeWhile(Iterator::hasNext)
                        .map(all -> all.next().item()),
                recheck.map(inMemory::matching).orElse(item -> true),
                item -> inMemory.key(query.order(), item));
    }

    private Page<T> cut(UserQuery query, OptionalLong total, List<Walk.Placed<T>> found) {
        boolean more = found.size() > query.limit();
        List<Walk.Placed<T>> kept = new ArrayList<>(found.subList(0, more ? query.limit() : found.size()));
        if (query.before().isPresent()) {
            Collections.reverse(kept);
        }
        List<SortKey> keys = kept.stream().map(Walk.Placed::key).toList();
        return new Page<>(
                total,
                kept.stream().map(Walk.Placed::item).toList(),
                UserPages.next(query, keys, more),
                UserPages.previous(query, keys, more));
    }

    private Walk<T> walk(Sql where, SortColumn column, boolean ascending) {
        Sql select = Sql.of("select " + columns + ", " + column.sql() + " as sort_key ")
                .add(where);
        return new Walk<>(select, column, id(), ascending, row);
    }

    private static Optional<SortKey> start(UserQuery query) {
        return query.after().or(query::before).map(SortKey::parse);
    }
}
