package io.ssokit.user;

import java.util.List;

/**
 * A page of a result.
 *
 * @param total how many records match in all
 * @param items this page's records
 */
public record Page<T>(long total, List<T> items) {
    public Page {
        items = List.copyOf(items);
    }
}
