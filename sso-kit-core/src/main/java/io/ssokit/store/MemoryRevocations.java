package io.ssokit.store;

import io.ssokit.session.SessionRevocations;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The latest revocation of each person. */
final class MemoryRevocations implements SessionRevocations {
    private record Person(String tenant, String userId) {}

    private final Map<Person, Instant> epochs = new ConcurrentHashMap<>();

    @Override
    public void revoke(String tenant, String userId, Instant at) {
        epochs.merge(new Person(tenant, userId), at, (before, now) -> now.isAfter(before) ? now : before);
    }

    @Override
    public Optional<Instant> revokedAt(String tenant, String userId) {
        return Optional.ofNullable(epochs.get(new Person(tenant, userId)));
    }
}
