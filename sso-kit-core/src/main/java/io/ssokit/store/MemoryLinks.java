package io.ssokit.store;

import io.ssokit.error.StoreException;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Pin;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Identity to person and back, and people's pins. */
final class MemoryLinks implements IdentityLinks {
    private record Person(String tenant, String userId) {}

    private final Map<Key, String> userIds = new HashMap<>();
    private final Map<Person, Set<Key>> identities = new HashMap<>();
    private final Map<Person, Pin> pins = new HashMap<>();

    @Override
    public synchronized Optional<String> find(Key identity) {
        return Optional.ofNullable(userIds.get(identity));
    }

    @Override
    public synchronized String link(Key identity, String userId) {
        String before = userIds.get(identity);
        if (before != null) {
            return before;
        }
        put(identity, userId);
        return userId;
    }

    @Override
    public synchronized void relink(Key identity, String from, String to) {
        if (!from.equals(userIds.get(identity))) {
            throw new StoreException.StaleVersion("The link of this identity");
        }
        unlink(identity);
        put(identity, to);
    }

    @Override
    public synchronized List<Key> linksOf(String tenant, String userId) {
        return List.copyOf(identities.getOrDefault(new Person(tenant, userId), Set.of()));
    }

    @Override
    public synchronized void unlink(Key identity) {
        String userId = userIds.remove(identity);
        if (userId != null) {
            Set<Key> rest = identities.get(new Person(identity.tenant(), userId));
            if (rest != null && rest.remove(identity) && rest.isEmpty()) {
                identities.remove(new Person(identity.tenant(), userId));
            }
        }
    }

    @Override
    public synchronized Optional<Pin> pinOf(String tenant, String userId) {
        return Optional.ofNullable(pins.get(new Person(tenant, userId)));
    }

    @Override
    public synchronized void pin(String tenant, String userId, Pin pin) {
        pins.put(new Person(tenant, userId), pin);
    }

    @Override
    public synchronized void unpin(String tenant, String userId) {
        pins.remove(new Person(tenant, userId));
    }

    private void put(Key identity, String userId) {
        userIds.put(identity, userId);
        identities
                .computeIfAbsent(new Person(identity.tenant(), userId), person -> new LinkedHashSet<>())
                .add(identity);
    }
}
