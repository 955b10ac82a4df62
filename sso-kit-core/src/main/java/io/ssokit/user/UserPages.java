package io.ssokit.user;

import io.ssokit.user.UserQuery.Sort;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Answers a whole {@link UserQuery} from records in any order: what it means, for stores that evaluate one in memory,
 * and the oracle for stores that push one down. Holds no more records at a time than the page's end is away from its start. Stateless.
 */
public final class UserPages {
    private UserPages() {}

    /**
     * A page of people.
     *
     * @param all every person of the tenant that may match; read once, not closed
     * @param groupsOf the groups of a person; asked only if the filter is about them
     */
    public static Page<User> ofUsers(UserQuery query, Stream<User> all, Function<User, List<Group>> groupsOf) {
        Optional<Predicate<User>> matches = query.filter().map(filter -> UserFilters.ofUsers(filter, groupsOf));
        return of(query, all, matches.orElse(user -> true), SortKey.ofUsers(query.order()));
    }

    /**
     * A page of groups.
     *
     * @param all every group of the tenant that may match; read once, not closed
     * @param hasMember whether a group has a member of this id; asked only if the filter is about members
     */
    public static Page<Group> ofGroups(UserQuery query, Stream<Group> all, BiPredicate<Group, String> hasMember) {
        Optional<Predicate<Group>> matches = query.filter().map(filter -> UserFilters.ofGroups(filter, hasMember));
        return of(query, all, matches.orElse(group -> true), SortKey.ofGroups(query.order()));
    }

    private record Placed<T>(SortKey key, T item) {}

    /**
     * A page of records of any type.
     *
     * @param query its filter is not looked at
     * @param all every record that may match; read once, not closed
     * @param matches whether a record fulfils the query's filter
     * @param keyOf where a record stands in the query's order
     */
    public static <T> Page<T> of(UserQuery query, Stream<T> all, Predicate<T> matches, Function<T, SortKey> keyOf) {
        Comparator<Placed<T>> order = order(query);
        Predicate<SortKey> inReach = inReach(query);
        // One more than the page holds, to know whether anything follows.
        long reach = (long) query.offset() + query.limit() + 1;
        PriorityQueue<Placed<T>> nearest = new PriorityQueue<>(order.reversed());
        long total = 0;
        for (Iterator<T> matching = all.filter(matches).iterator(); matching.hasNext(); total++) {
            T item = matching.next();
            SortKey key = keyOf.apply(item);
            if (query.limit() > 0 && inReach.test(key)) {
                nearest.add(new Placed<>(key, item));
                if (nearest.size() > reach) {
                    nearest.remove();
                }
            }
        }
        List<Placed<T>> found = new ArrayList<>(nearest);
        found.sort(order);
        return cut(query, total, found);
    }

    private static <T> Page<T> cut(UserQuery query, long total, List<Placed<T>> found) {
        int from = Math.min(query.offset(), found.size());
        List<Placed<T>> kept =
                new ArrayList<>(found.subList(from, (int) Math.min(found.size(), (long) from + query.limit())));
        boolean more = found.size() > from + kept.size();
        if (query.before().isPresent()) {
            Collections.reverse(kept);
        }
        return new Page<>(
                query.counted() ? OptionalLong.of(total) : OptionalLong.empty(),
                kept.stream().map(Placed::item).toList(),
                next(query, kept.stream().map(Placed::key).toList(), more),
                previous(query, kept.stream().map(Placed::key).toList(), more));
    }

    /**
     * What {@link Page#next} is.
     *
     * @param page the page's keys in order
     * @param more whether there are records beyond the page in the direction of reading
     */
    public static Optional<String> next(UserQuery query, List<SortKey> page, boolean more) {
        if (page.isEmpty()) {
            return Optional.empty();
        }
        boolean follows = query.before().isPresent() || more;
        return follows ? Optional.of(page.get(page.size() - 1).text()) : Optional.empty();
    }

    /** What {@link Page#previous} is; as {@link #next}. */
    public static Optional<String> previous(UserQuery query, List<SortKey> page, boolean more) {
        if (page.isEmpty()) {
            return Optional.empty();
        }
        boolean precedes = query.before().isPresent() ? more : query.after().isPresent() || query.offset() > 0;
        return precedes ? Optional.of(page.get(0).text()) : Optional.empty();
    }

    private static <T> Comparator<Placed<T>> order(UserQuery query) {
        Comparator<Placed<T>> ascending = (one, other) -> one.key().compareTo(other.key());
        return isAscending(query) ? ascending : ascending.reversed();
    }

    /** In the direction of reading. */
    private static boolean isAscending(UserQuery query) {
        Sort order = query.order();
        return order.descending() == query.before().isPresent();
    }

    private static Predicate<SortKey> inReach(UserQuery query) {
        Optional<SortKey> start = query.after().or(query::before).map(SortKey::parse);
        if (start.isEmpty()) {
            return key -> true;
        }
        int sign = isAscending(query) ? 1 : -1;
        return key -> key.compareTo(start.get()) * sign > 0;
    }
}
