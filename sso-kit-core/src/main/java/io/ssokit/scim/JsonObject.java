package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A JSON object as its members in their order. What is answered is written as it comes: a map of a hundred people that is read
 * once, to be written, costs more than the writing. Immutable, and as often to be walked through as one likes.
 */
@FunctionalInterface
interface JsonObject {
    /** Gives each name with its value: what {@link JsonText} writes, or another of these. */
    void forEach(BiConsumer<? super String, ? super Object> each);

    static JsonObject of(Map<String, ?> map) {
        return map::forEach;
    }

    /** For those who look for a name. */
    default Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        forEach(map::put);
        return map;
    }
}
