package io.ssokit.user;

import java.util.Optional;

/**
 * Which users or groups of a tenant, and which page of them. The order is stable: by creation, then by id.
 *
 * @param filter all of the tenant if empty
 * @param offset how many matching records to skip, from 0
 * @param limit how many records to return at most; 0 only counts
 */
public record UserQuery(Optional<UserFilter> filter, int offset, int limit) {
    public UserQuery {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit must not be negative");
        }
    }

    /** The one record whose attribute equals this text. */
    public static UserQuery equal(String path, String value) {
        return new UserQuery(Optional.of(new UserFilter.Compare(path, UserFilter.Operator.EQ, value)), 0, 2);
    }

    /** A page of all records. */
    public static UserQuery page(int offset, int limit) {
        return new UserQuery(Optional.empty(), offset, limit);
    }
}
