package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Entra without the flag {@code aadOptscim062020} writes the names of operations with a capital letter:
 *
 * <pre>{@code
 * {"op": "Add", "path": "nickName", "value": "Babs"}
 *
 * {"op": "add", "path": "nickName", "value": "Babs"}
 * }</pre>
 */
final class OpInAnyCase {
    private OpInAnyCase() {}

    /** @throws ScimException invalidSyntax if it is none of the three */
    static Kind kind(@Nullable Object op) {
        String name = op instanceof String text ? text.toUpperCase(Locale.ROOT) : "";
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        throw ScimException.invalidSyntax("op must be add, replace or remove");
    }
}
