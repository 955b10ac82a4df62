package io.ssokit.scim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SCIM-SDK's client puts every value of a PATCH into an array, be the attribute multi-valued or not:
 *
 * <pre>{@code
 * {"op": "replace", "path": "active", "value": [false]}
 *
 * {"op": "replace", "path": "active", "value": false}
 * }</pre>
 */
final class WrappedValue {
    private WrappedValue() {}

    /** The only element of an array; anything else as it is. */
    static @Nullable Object unwrap(@Nullable Object json) {
        return json instanceof List<?> list && list.size() == 1 ? list.get(0) : json;
    }
}
