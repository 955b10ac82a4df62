package io.ssokit.store;

import io.ssokit.provisioning.ScimGuardStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Departures by the minute, stopped directories, tombstones. Calls take turns. */
final class MemoryScimGuards implements ScimGuardStore {
    private static final Duration REMEMBERED = Duration.ofDays(2);

    private record Grave(String tenant, String groupId) {}

    private final Clock clock;
    private final Map<String, TreeMap<Instant, Long>> departures = new HashMap<>();
    private final Map<String, Trip> trips = new HashMap<>();
    private final Map<Grave, GroupTombstone> graves = new HashMap<>();
    private final Expiring<Grave> byExpiry = new Expiring<>();

    MemoryScimGuards(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized long depart(String tenant, Instant at, Instant since) {
        TreeMap<Instant, Long> minutes = departures.computeIfAbsent(tenant, name -> new TreeMap<>());
        minutes.merge(at.truncatedTo(ChronoUnit.MINUTES), 1L, Long::sum);
        minutes.headMap(at.minus(REMEMBERED)).clear();
        return minutes.tailMap(since.truncatedTo(ChronoUnit.MINUTES), true).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Override
    public synchronized Optional<Trip> tripped(String tenant) {
        return Optional.ofNullable(trips.get(tenant));
    }

    @Override
    public synchronized boolean trip(String tenant, Trip trip) {
        return trips.putIfAbsent(tenant, trip) == null;
    }

    @Override
    public synchronized boolean resume(String tenant) {
        departures.remove(tenant);
        return trips.remove(tenant) != null;
    }

    @Override
    public synchronized void bury(GroupTombstone tombstone) {
        byExpiry.forgetBefore(clock.instant(), graves::remove);
        Grave grave = new Grave(tombstone.tenant(), tombstone.id());
        graves.put(grave, tombstone);
        byExpiry.add(grave, Retention.until(tombstone.deleted(), Retention.DEFAULT.deletedGroups()));
    }

    @Override
    public synchronized Optional<GroupTombstone> tombstone(String tenant, String groupId) {
        return Optional.ofNullable(graves.get(new Grave(tenant, groupId)));
    }
}
