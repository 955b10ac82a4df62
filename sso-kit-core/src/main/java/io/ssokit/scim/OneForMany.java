package io.ssokit.scim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A multi-valued attribute's value without the array around it, as some clients send it when there is only one. Read as the
 * new value of the whole attribute, an {@code add} would drop all other members:
 *
 * <pre>{@code
 * {"op": "add", "path": "members", "value": {"value": "42"}}
 *
 * {"op": "add", "path": "members", "value": [{"value": "42"}]}
 * }</pre>
 */
final class OneForMany {
    private OneForMany() {}

    /** The elements of an array; one of anything else, none of null. */
    static List<?> elements(@Nullable Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        return json == null ? List.of() : List.of(json);
    }
}
