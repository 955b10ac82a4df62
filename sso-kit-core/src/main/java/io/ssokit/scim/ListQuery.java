package io.ssokit.scim;

import io.ssokit.scim.Attribute.Returned;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserQuery;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which page of which resources (RFC 7644 §3.4.2), and its answer. Immutable. */
final class ListQuery {
    static final int DEFAULT_COUNT = 100;
    static final int MAX_COUNT = 200;
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private final Optional<UserFilter> filter;
    private final int startIndex;
    private final int count;

    private ListQuery(Optional<UserFilter> filter, int startIndex, int count) {
        this.filter = filter;
        this.startIndex = startIndex;
        this.count = count;
    }

    /** @throws ScimException invalidFilter or invalidValue */
    static ListQuery of(ResourceType type, QueryString query) {
        // RFC 7644 §3.4.2.4: below 1 means 1, below 0 means 0.
        int startIndex = Math.max(1, number(query, "startIndex", 1));
        int count = Math.min(MAX_COUNT, Math.max(0, number(query, "count", DEFAULT_COUNT)));
        refuseHiddenOrder(type, query);
        return new ListQuery(query.find("filter").map(text -> FilterParser.parse(type, text)), startIndex, count);
    }

    UserQuery toStore() {
        return new UserQuery(filter, startIndex - 1, count);
    }

    /** The body of the answer. */
    Map<String, Object> response(long total, List<Map<String, Object>> resources) {
        return response(total, startIndex, resources);
    }

    /** A list that is never cut into pages. */
    static Map<String, Object> whole(List<Map<String, Object>> resources) {
        return response(resources.size(), 1, resources);
    }

    private static Map<String, Object> response(long total, int startIndex, List<Map<String, Object>> resources) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("schemas", List.of(SCHEMA));
        response.put("totalResults", total);
        response.put("startIndex", startIndex);
        response.put("itemsPerPage", resources.size());
        response.put("Resources", resources);
        return response;
    }

    private static int number(QueryString query, String name, int absent) {
        Optional<String> text = query.find(name).map(String::trim);
        if (text.isEmpty()) {
            return absent;
        }
        if (!text.get().matches("[+-]?[0-9]{1,100}")) {
            throw ScimException.invalidValue(name + " must be a whole number");
        }
        BigInteger number = new BigInteger(text.get());
        return number.bitLength() < 31 ? number.intValue() : number.signum() * (Integer.MAX_VALUE - 1);
    }

    // Sorting is not supported and sortBy ignored; but nobody shall believe that we sorted by a password.
    private static void refuseHiddenOrder(ResourceType type, QueryString query) {
        query.find("sortBy")
                .flatMap(type::resolve)
                .flatMap(AttributePath::leaf)
                .filter(leaf -> leaf.returned() == Returned.NEVER)
                .ifPresent(leaf -> {
                    throw ScimException.invalidFilter("resources cannot be sorted by " + leaf.name());
                });
    }
}
