package io.ssokit.store;

import io.ssokit.error.StoreException;
import io.ssokit.user.Page;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.And;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.ToLongFunction;

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
     */
    record Shape<T>(
            String kind,
            Function<T, String> id,
            Function<T, Instant> created,
            ToLongFunction<T> version,
            Index.Attribute<T> name,
            List<Index.Attribute<T>> others) {}

    private record Position(Instant created, String id) implements Comparable<Position> {
        private static final Comparator<Position> ORDER =
                Comparator.comparing(Position::created).thenComparing(Position::id);

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    private final Shape<T> shape;
    private final Map<String, T> byId = new HashMap<>();
    private final TreeMap<Position, T> inOrder = new TreeMap<>();
    private final Index<T> names;
    private final List<Index<T>> indexes = new ArrayList<>();
    /** Attribute path to a function from a value to the ids of all records that have it. */
    private final Map<String, Function<String, Set<String>>> lookups = new HashMap<>();

    /** @param further look-ups that are kept elsewhere, by attribute path */
    Table(Shape<T> shape, Map<String, Function<String, Set<String>>> further) {
        this.shape = shape;
        this.names = indexed(shape.name);
        shape.others.forEach(this::indexed);
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
        find(id).ifPresent(this::remove);
        byId.put(id, item);
        inOrder.put(position(item), item);
        indexes.forEach(index -> index.add(item, id));
        return item;
    }

    void remove(T item) {
        String id = shape.id.apply(item);
        byId.remove(id);
        inOrder.remove(position(item));
        indexes.forEach(index -> index.remove(item, id));
    }

    /** A page of the records that match; only those that an index cannot rule out are looked at. */
    Page<T> page(UserQuery query, BiPredicate<UserFilter, T> matches) {
        if (query.filter().isEmpty()) {
            List<T> items = inOrder.values().stream()
                    .skip(query.offset())
                    .limit(query.limit())
                    .toList();
            return new Page<>(byId.size(), items);
        }
        UserFilter filter = query.filter().get();
        List<T> items = new ArrayList<>();
        long total = 0;
        for (T item : candidates(filter).orElse(inOrder.values())) {
            if (matches.test(filter, item)) {
                if (total >= query.offset() && items.size() < query.limit()) {
                    items.add(item);
                }
                total++;
            }
        }
        return new Page<>(total, items);
    }

    /** What an index leaves of the table, in order; empty if no index helps. */
    private Optional<Collection<T>> candidates(UserFilter filter) {
        if (filter instanceof Compare compare) {
            return compare.operator() == Operator.EQ && compare.value() instanceof String text
                    ? lookUp(compare.path(), text)
                    : Optional.empty();
        }
        if (filter instanceof And and) {
            return and.all().stream().flatMap(part -> candidates(part).stream()).findFirst();
        }
        return Optional.empty();
    }

    private Optional<Collection<T>> lookUp(String path, String text) {
        return Optional.ofNullable(lookups.get(path))
                .map(index -> index.apply(text).stream()
                        .flatMap(id -> find(id).stream())
                        .sorted(Comparator.comparing(this::position))
                        .toList());
    }

    private Position position(T item) {
        return new Position(shape.created.apply(item), shape.id.apply(item));
    }
}
