package io.ssokit.scim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names in JSON objects are compared without regard to case (RFC 7643 §2.1). */
final class Keys {
    private Keys() {}

    /** The value under this name; null if it is missing or null. */
    static @Nullable Object find(Map<?, ?> object, String name) {
        if (object.containsKey(name)) {
            return object.get(name);
        }
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            if (name.equalsIgnoreCase(String.valueOf(entry.getKey()))) {
                return entry.getValue();
            }
        }
        return null;
    }

    static boolean has(Map<?, ?> object, String name) {
        return object.keySet().stream().anyMatch(key -> name.equalsIgnoreCase(String.valueOf(key)));
    }

    /**
     * Refuses a body that says it is something else. A body that does not say what it is, is taken: older clients leave
     * that out.
     */
    static void requireSchema(Map<?, ?> body, String schema) {
        Object schemas = find(body, "schemas");
        List<?> list = schemas instanceof List<?> several ? several : schemas == null ? List.of() : List.of(schemas);
        boolean named = list.stream().anyMatch(urn -> schema.equalsIgnoreCase(String.valueOf(urn)));
        if (!list.isEmpty() && !named) {
            throw ScimException.invalidSyntax("schemas must contain " + schema);
        }
    }
}
