package io.ssokit.user;

import java.util.Optional;

/**
 * Which users or groups of a tenant, in which order, and which page of them. The order is total and stable: by creation
 * or by {@code sort}, and by id among equals. A page starts at an offset, behind a position or before one, never two of
 * these. A store that has its records at hand leaves all of it to {@link UserPages}. Immutable.
 *
 * @param filter all of the tenant if empty
 * @param sort by creation if empty
 * @param offset how many matching records to skip, from 0
 * @param limit how many records to return at most; 0 only counts
 * @param after a {@link Page#next} of the same store, filter and sort: the page behind it
 * @param before a {@link Page#previous} of the same store, filter and sort: the page before it, in the usual order
 * @param counted whether {@link Page#total} is wanted; counting may cost more than the page
 */
public record UserQuery(
        Optional<UserFilter> filter,
        Optional<Sort> sort,
        int offset,
        int limit,
        Optional<String> after,
        Optional<String> before,
        boolean counted) {

    /**
     * An order (RFC 7644 §3.4.2.3): by the attribute's value, of a multi-valued one by the primary value or else the
     * first. Numbers, times and {@code false} before {@code true} by value, text by its characters, of which the first
     * 200 count at least. Who has no value comes last. Descending is the exact reverse, so there they come first.
     *
     * @param path canonical, as in {@link UserFilter}; of a multi-valued complex attribute the sub-attribute, like
     *     {@code emails.value}
     * @param caseExact whether text is ordered with regard to case
     */
    public record Sort(String path, boolean descending, boolean caseExact) {
        /** By creation, as if no order were wanted. */
        public static final Sort CREATION = by("meta.created");

        /** Ascending, with regard to case where {@link UserFilters#isCaseExact} says so. */
        public static Sort by(String path) {
            return new Sort(path, false, UserFilters.isCaseExact(path));
        }

        /** The other way round. */
        public Sort reversed() {
            return new Sort(path, !descending, caseExact);
        }
    }

    public UserQuery {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit must not be negative");
        }
        if ((after.isPresent() ? 1 : 0) + (before.isPresent() ? 1 : 0) + (offset > 0 ? 1 : 0) > 1) {
            throw new IllegalArgumentException("a page starts at an offset, or after or before a position");
        }
    }

    /** A page in order of creation, with its total. */
    public UserQuery(Optional<UserFilter> filter, int offset, int limit) {
        this(filter, Optional.empty(), offset, limit, Optional.empty(), Optional.empty(), true);
    }

    /** The one record whose attribute equals this text. */
    public static UserQuery equal(String path, String value) {
        return new UserQuery(Optional.of(new UserFilter.Compare(path, UserFilter.Operator.EQ, value)), 0, 2);
    }

    /** A page of all records. */
    public static UserQuery page(int offset, int limit) {
        return new UserQuery(Optional.empty(), offset, limit);
    }

    /** The same query in this order. */
    public UserQuery sortedBy(Sort order) {
        return new UserQuery(filter, Optional.of(order), offset, limit, after, before, counted);
    }

    /** The same query for the page behind this position. */
    public UserQuery after(String position) {
        return new UserQuery(filter, sort, 0, limit, Optional.of(position), Optional.empty(), counted);
    }

    /** The same query for the page before this position. */
    public UserQuery before(String position) {
        return new UserQuery(filter, sort, 0, limit, Optional.empty(), Optional.of(position), counted);
    }

    /** The same query without its total. */
    public UserQuery uncounted() {
        return new UserQuery(filter, sort, offset, limit, after, before, false);
    }

    /** The order in force. */
    public Sort order() {
        return sort.orElse(Sort.CREATION);
    }
}
