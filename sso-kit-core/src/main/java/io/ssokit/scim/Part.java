package io.ssokit.scim;

import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One type of resource as a query sees it: its filter and order held against the type's schema. Immutable. */
final class Part<T> {
    private final Listed<T> listed;
    private final String tenant;
    private final Folded filter;
    private final Optional<Sort> sort;
    private final Projection projection;

    private Part(Listed<T> listed, String tenant, Folded filter, Optional<Sort> sort, Projection projection) {
        this.listed = listed;
        this.tenant = tenant;
        this.filter = filter;
        this.sort = sort;
        this.projection = projection;
    }

    /**
     * @param all every type of the query
     * @throws ScimException if the filter or the order is none, or both kinds of projection are given
     */
    static <T> Part<T> of(Listed<T> listed, List<ResourceType> all, ListQuery query, Exchange exchange) {
        ResourceType type = listed.type();
        List<ResourceType> others =
                all.stream().filter(other -> !other.name().equals(type.name())).toList();
        return new Part<>(
                listed,
                exchange.tenant(),
                Folded.of(query.filter().map(text -> FilterParser.parse(FilterTerms.of(type, others), text))),
                query.sortBy().map(name -> SortBy.of(type, all, name, query.descending())),
                Projection.of(type, exchange.query()));
    }

    /** What a cursor of this query is bound to. */
    String fingerprint() {
        return listed.type().endpoint() + "\n" + filter + "\n" + sort;
    }

    /** Records from an index on. */
    Slice<T> from(int offset, int limit, boolean counted) {
        UserQuery query =
                new UserQuery(filter.filter(), sort, offset, limit, Optional.empty(), Optional.empty(), counted);
        return read(query);
    }

    /** Records from a place on. */
    Slice<T> from(String position, boolean backwards, int limit) {
        UserQuery start = new UserQuery(filter.filter(), sort, 0, limit, Optional.empty(), Optional.empty(), false);
        try {
            return read(backwards ? start.before(position) : start.after(position));
        } catch (IllegalArgumentException fromAnotherRelease) {
            throw ScimException.invalidCursor();
        }
    }

    private Slice<T> read(UserQuery query) {
        if (filter.nothing()) {
            OptionalLong none = query.counted() ? OptionalLong.of(0) : OptionalLong.empty();
            return new Slice<>(this, new Page<>(none, List.of(), Optional.empty(), Optional.empty()), true);
        }
        return new Slice<>(this, listed.page(tenant, query), query.limit() > 0);
    }

    /**
     * Some records of one type.
     *
     * @param isAsked whether any were wanted: if none came then, there are none
     */
    record Slice<T>(Part<T> part, Page<T> page, boolean isAsked) {
        int size() {
            return page.items().size();
        }

        SortKey key(int index) {
            return part.listed.key(part.sort.orElse(Sort.CREATION), page.items().get(index));
        }

        List<JsonObject> json() {
            return json(0, size());
        }

        List<JsonObject> json(int from, int to) {
            return part.listed.json(part.tenant, page.items().subList(from, to), part.projection);
        }
    }
}
