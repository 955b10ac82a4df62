package io.ssokit.scim;

import java.util.Map;

/**
 * Entra takes a person's manager away by giving them one without an id:
 *
 * <pre>{@code
 * {"op": "Replace", "path": "urn:…:enterprise:2.0:User:manager", "value": {"value": ""}}
 *
 * {"op": "remove", "path": "urn:…:enterprise:2.0:User:manager"}
 * }</pre>
 *
 * Only the id is named; without this the name and address of the former manager would stay.
 */
final class EmptyReference {
    private EmptyReference() {}

    /** Whether a change has taken the {@code value} that the complex attribute had. */
    static boolean clears(Map<String, Object> before, Map<String, Object> after) {
        return before.containsKey("value") && !after.containsKey("value");
    }
}
