package io.ssokit.scim;

import io.ssokit.scim.Cursors.Place;
import io.ssokit.scim.Part.Slice;
import io.ssokit.user.Page;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Answers queries over users, over groups, and over both (RFC 7644 §3.4.2, §3.4.3), paged by index or by cursor (RFC 9865).
 * Immutable and thread-safe.
 */
final class Queries {
    private final Listed<?> users;
    private final Listed<?> groups;
    private final Cursors cursors;

    Queries(Listed<?> users, Listed<?> groups, Cursors cursors) {
        this.users = users;
        this.groups = groups;
        this.cursors = cursors;
    }

    /** {@code GET /Users} */
    Answer users(Exchange exchange) {
        return one(exchange, users);
    }

    /** {@code GET /Groups} */
    Answer groups(Exchange exchange) {
        return one(exchange, groups);
    }

    /** {@code GET /}: users and groups (RFC 7644 §3.4.2.1). */
    Answer all(Exchange exchange) {
        ListQuery query = ListQuery.of(exchange.query());
        List<ResourceType> types = List.of(users.type(), groups.type());
        List<Part<?>> parts = List.of(Part.of(users, types, query, exchange), Part.of(groups, types, query, exchange));
        AllTypes all = new AllTypes(parts, query.sortBy().isPresent(), query.descending());
        if (query.cursor().isEmpty()) {
            return Answer.ok(all.indexed(query));
        }
        String context = context(exchange, parts);
        Optional<Place> place = place(query, context);
        AllTypes.Found found = all.continued(place, query.count());
        return Answer.ok(ListResponse.continued(
                found.total(),
                Optional.empty(),
                found.next().map(next -> cursors.seal(next, context)),
                found.resources()));
    }

    private <T> Answer one(Exchange exchange, Listed<T> listed) {
        ListQuery query = ListQuery.of(exchange.query());
        Part<T> part = Part.of(listed, List.of(listed.type()), query, exchange);
        if (query.cursor().isEmpty()) {
            Slice<T> slice = part.from(query.startIndex() - 1, query.count(), true);
            return Answer.ok(ListResponse.indexed(slice.page().total(), query.startIndex(), slice.json()));
        }
        String context = context(exchange, List.of(part));
        Optional<Place> place = place(query, context);
        Slice<T> slice = place.map(from -> part.from(from.positions().get(0), from.backwards(), query.count()))
                .orElseGet(() -> part.from(0, query.count(), true));
        Page<T> page = slice.page();
        OptionalLong total = place.map(Place::total).orElse(page.counted());
        List<JsonObject> resources = slice.json();
        return Answer.ok(ListResponse.continued(
                total,
                page.previous().map(position -> cursor(true, query, total, position, context)),
                page.next().map(position -> cursor(false, query, total, position, context)),
                resources));
    }

    private String cursor(boolean backwards, ListQuery query, OptionalLong total, String position, String context) {
        return cursors.seal(new Place(backwards, query.count(), total, List.of(position)), context);
    }

    /** Where the query goes on; empty for its first page. */
    private Optional<Place> place(ListQuery query, String context) {
        Optional<Place> place =
                query.cursor().filter(cursor -> !cursor.isEmpty()).map(text -> cursors.open(text, context));
        if (place.filter(from -> from.count() != query.count()).isPresent()) {
            throw ScimException.invalidCount("count must stay the same from page to page");
        }
        return place;
    }

    private static String context(Exchange exchange, List<? extends Part<?>> parts) {
        return exchange.tenant() + "\n" + parts.stream().map(Part::fingerprint).collect(Collectors.joining("\n"));
    }
}
