package io.ssokit.scim;

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
}
