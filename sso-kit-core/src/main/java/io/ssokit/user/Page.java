package io.ssokit.user;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A page of a result. Immutable.
 *
 * @param counted how many records match in all; empty if the query did not want to know
 * @param items this page's records
 * @param next what {@link UserQuery#after} takes to go on behind this page; empty if nothing follows
 * @param previous what {@link UserQuery#before} takes to go back; empty if this page is the first one, or the store
 *     does not know
 */
public record Page<T>(OptionalLong counted, List<T> items, Optional<String> next, Optional<String> previous) {
    public Page {
        items = List.copyOf(items);
    }

    /** A page that is not gone on from. */
    public Page(long total, List<T> items) {
        this(OptionalLong.of(total), items, Optional.empty(), Optional.empty());
    }

    /**
     * How many records match in all.
     *
     * @throws IllegalStateException if the query did not want it {@linkplain UserQuery#counted counted}
     */
    public long total() {
        return counted.orElseThrow(() -> new IllegalStateException("this page was asked for without its total"));
    }
}
