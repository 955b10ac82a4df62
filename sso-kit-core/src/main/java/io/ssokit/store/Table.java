package io.ssokit.store;

import io.ssokit.error.StoreException;
import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.And;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Element;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilter.Or;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The people or the groups of one tenant, in order of creation, found by id, unique name and other indexed attributes without a scan.
 * Not thread-safe.
 */
final class Table<T> {
    /**
     * How to read a record.
     *
     * @param kind for messages
     * @param name the attribute that is unique
     * @param others further attributes to find records by
     * @param orders attributes to page through the records by, beside their creation
     */
    record Shape<T>(
            String kind,
            Function<T, String> id,
            ToLongFunction<T> version,
            Index.Attribute<T> name,
            List<Index.Attribute<T>> others,
            BiFunction<Sort, T, SortKey> keyOf,
            List<String> orders) {}

    /** Answers a query from records that may match. */
    @FunctionalInterface
    interface Evaluation<T> {
        Page<T> page(UserQuery query, Stream<T> candidates, Predicate<T> matches);
    }

    private final Shape<T> shape;
    private final Map<String, T> byId = new HashMap<>();
    private final Order<T> creation;
    private final List<Order<T>> orders = new ArrayList<>();
    private final Index<T> names;
    private final List<Index<T>> indexes = new ArrayList<>();
    /** Attribute path to a function from a value to the ids of all records that have it. */
    private final Map<String, Function<String, Set<String>>> lookups = new HashMap<>();

    /** @param further look-ups that are kept elsewhere, by attribute path */
    Table(Shape<T> shape, Map<String, Function<String, Set<String>>> further) {
        this.shape = shape;
        this.names = indexed(shape.name);
        shape.others.forEach(this::indexed);
        this.creation = new Order<>(Sort.CREATION, shape.keyOf);
        orders.add(creation);
        shape.orders.forEach(path -> orders.add(new Order<>(Sort.by(path), shape.keyOf)));
        lookups.put("id", Set::of);
        lookups.putAll(further);
    }

    private Index<T> indexed(Index.Attribute<T> attribute) {
        Index<T> index = new Index<>(attribute);
        indexes.add(index);
        lookups.put(attribute.path(), index::idsOf);
        return index;
    }

    Optional<T> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<T> named(String name) {
        return names.idsOf(name).stream().findFirst().flatMap(this::find);
    }

    /** The record, if the caller has read this version of it. */
    T expect(String id, OptionalLong expectedVersion) {
        T found = find(id).orElseThrow(() -> new StoreException.NotFound(shape.kind + " " + id));
        if (expectedVersion.isPresent() && expectedVersion.getAsLong() != shape.version.applyAsLong(found)) {
            throw new StoreException.StaleVersion(shape.kind + " " + id);
        }
        return found;
    }

    /** Refuses a name that another record than {@code ownId} has. */
    void requireFree(String name, String ownId) {
        if (names.idsOf(name).stream().anyMatch(id -> !id.equals(ownId))) {
            throw StoreException.Conflict.taken(shape.name.path());
        }
    }

    T put(T item) {
        String id = shape.id.apply(item);
        T before = byId.put(id, item);
        orders.forEach(order -> order.put(before, item));
        indexes.forEach(index -> index.put(before, item, id));
        return item;
    }

    void remove(T item) {
        String id = shape.id.apply(item);
        byId.remove(id);
        orders.forEach(order -> order.remove(item));
        indexes.forEach(index -> index.remove(item, id));
    }

    /** A page of the records that match; only those that an index cannot rule out are looked at. */
    Page<T> page(UserQuery query, Function<UserFilter, Predicate<T>> matching, Evaluation<T> evaluation) {
        Predicate<T> matches = query.filter().map(matching).orElse(item -> true);
        Optional<Stream<T>> found =
                query.filter().flatMap(this::candidates).map(ids -> ids.flatMap(id -> find(id).stream()));
        if (found.isPresent()) {
            return evaluation.page(query, found.get(), matches);
        }
        return orders.stream()
                .filter(order -> order.serves(query.order()))
                .findFirst()
                .map(order -> walked(order, query, matches))
                .orElseGet(() -> evaluation.page(query, creation.all().stream(), matches));
    }

    private Page<T> walked(Order<T> order, UserQuery query, Predicate<T> matching) {
        boolean isWhole = query.after().isEmpty() && query.before().isEmpty();
        boolean countsHere = query.counted() && query.filter().isPresent() && isWhole;
        long end = query.limit() == 0 ? 0 : (long) query.offset() + query.limit() + 1;
        List<T> items = new ArrayList<>();
        boolean byIndex = isWhole && query.filter().isEmpty() && !query.order().descending();
        Iterator<T> all =
                byIndex ? order.from(query.offset()) : order.from(query).iterator();
        long found = byIndex ? query.offset() : 0;
        while ((countsHere || found < end) && all.hasNext()) {
            T item = all.next();
            if (matching.test(item)) {
                if (found >= query.offset() && found < end) {
                    items.add(item);
                }
                found++;
            }
        }
        return cut(order, query, items, countsHere ? found : query.counted() ? count(query, matching) : -1);
    }

    /** @param total below zero if it is not wanted */
    private Page<T> cut(Order<T> order, UserQuery query, List<T> items, long total) {
        boolean more = items.size() > query.limit();
        if (more) {
            items.remove(items.size() - 1);
        }
        if (query.before().isPresent()) {
            Collections.reverse(items);
        }
        // Of a page's positions only the first and the last one count.
        List<SortKey> keys =
                items.isEmpty() ? List.of() : List.of(order.key(items.get(0)), order.key(items.get(items.size() - 1)));
        return new Page<>(
                total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
                items,
                UserPages.next(query, keys, more),
                UserPages.previous(query, keys, more));
    }

    private long count(UserQuery query, Predicate<T> matching) {
        return query.filter().isEmpty()
                ? byId.size()
                : byId.values().stream().filter(matching).count();
    }

    /** An index with regard to case misses what compares without. */
    private static boolean isIndexed(Compare compare) {
        return compare.caseExact() || !UserFilters.isCaseExact(compare.path());
    }

    /** Ids of what indexes leave of the table, each once; empty if no index helps. */
    private Optional<Stream<String>> candidates(UserFilter filter) {
        if (filter instanceof Compare compare) {
            return compare.operator() == Operator.EQ && compare.value() instanceof String text && isIndexed(compare)
                    ? Optional.ofNullable(lookups.get(compare.path())).map(index -> index.apply(text).stream())
                    : Optional.empty();
        }
        if (filter instanceof And and) {
            return firstOf(and.all());
        }
        if (filter instanceof Or or) {
            return union(or.any());
        }
        return filter instanceof Element element ? candidatesOf(element) : Optional.empty();
    }

    private Optional<Stream<String>> firstOf(List<? extends UserFilter> parts) {
        return parts.stream().flatMap(part -> candidates(part).stream()).findFirst();
    }

    /** Of alternatives each must have an index: the groups of a hundred names, the people in one of a hundred groups. */
    private Optional<Stream<String>> union(List<UserFilter> parts) {
        List<Stream<String>> found =
                parts.stream().flatMap(part -> candidates(part).stream()).toList();
        return found.size() == parts.size()
                ? Optional.of(found.stream().flatMap(ids -> ids).distinct())
                : Optional.empty();
    }

    /** What one element must have, the whole attribute has: Entra asks for {@code emails[type eq "work" and value eq "x"]}. */
    private Optional<Stream<String>> candidatesOf(Element element) {
        List<UserFilter> parts = element.element() instanceof And and ? and.all() : List.of(element.element());
        return firstOf(parts.stream()
                .filter(Compare.class::isInstance)
                .map(Compare.class::cast)
                .map(part -> new Compare(element.path() + "." + part.path(), part.operator(), part.value()))
                .toList());
    }
}
