package io.ssokit.scim;

import io.ssokit.user.Page;
import io.ssokit.user.SortKey;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import java.util.List;

/** Users or groups as something to be listed. */
interface Listed<T> {
    ResourceType type();

    /** A page of the store's. */
    Page<T> page(String tenant, UserQuery query);

    /** Where one stands in an order. */
    SortKey key(Sort sort, T record);

    /** What clients see of a page; what belongs to all of them is read at once. */
    List<JsonObject> json(String tenant, List<T> records, Projection projection);
}
