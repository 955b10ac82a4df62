package io.ssokit.store;

import io.ssokit.error.StoreException;
import io.ssokit.user.UniqueAttributes.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which record of a tenant has which unique value. Not thread-safe. */
final class Taken {
    private final Map<Key, String> owners = new HashMap<>();
    private final Map<String, List<Key>> byOwner = new HashMap<>();

    /** @throws StoreException.Conflict if another record than {@code ownId} has one of these */
    void requireFree(Iterable<Key> keys, String ownId) {
        for (Key key : keys) {
            String owner = owners.get(key);
            if (owner != null && !owner.equals(ownId)) {
                throw StoreException.Conflict.taken(key.attribute());
            }
        }
    }

    /** These instead of those the record had. */
    void put(String id, Iterable<Key> keys) {
        remove(id);
        List<Key> own = new ArrayList<>();
        for (Key key : keys) {
            owners.put(key, id);
            own.add(key);
        }
        if (!own.isEmpty()) {
            byOwner.put(id, own);
        }
    }

    void remove(String id) {
        List<Key> own = byOwner.remove(id);
        if (own != null) {
            own.forEach(owners::remove);
        }
    }
}
