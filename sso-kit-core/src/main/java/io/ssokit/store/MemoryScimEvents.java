package io.ssokit.store;

import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimEventStore;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The last thousand events of each tenant, and no more than ten thousand while a webhook is down. */
final class MemoryScimEvents implements ScimEventStore {
    private static final int KEPT = 1_000;
    private static final int KEPT_WAITING = 10_000;

    private record Kept(ScimEvent event, @Nullable String claims) {
        boolean isWaiting() {
            return event.delivery() == Delivery.WAITING;
        }

        Kept settled(Delivery outcome) {
            return new Kept(event.stored(event.number(), outcome), null);
        }
    }

    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, TreeMap<Long, Kept>> tenants = new ConcurrentHashMap<>();

    @Override
    public void append(ScimEvent event, Optional<String> claims) {
        TreeMap<Long, Kept> log = log(event.tenant());
        synchronized (log) {
            // Numbered here: in one tenant they come in order.
            long number = numbers.incrementAndGet();
            Delivery delivery = claims.isPresent() ? Delivery.WAITING : Delivery.NONE;
            log.put(number, new Kept(event.stored(number, delivery), claims.orElse(null)));
            boolean full = log.size() > KEPT && !log.firstEntry().getValue().isWaiting();
            if (full || log.size() > KEPT_WAITING) {
                log.pollFirstEntry();
            }
        }
    }

    @Override
    public List<ScimEvent> recent(String tenant, int limit, OptionalLong before) {
        TreeMap<Long, Kept> log = log(tenant);
        synchronized (log) {
            return log.headMap(before.orElse(Long.MAX_VALUE), false).descendingMap().values().stream()
                    .limit(limit)
                    .map(Kept::event)
                    .toList();
        }
    }

    @Override
    public List<Token> waiting(String tenant, int limit) {
        TreeMap<Long, Kept> log = log(tenant);
        synchronized (log) {
            return log.values().stream()
                    .filter(Kept::isWaiting)
                    .limit(limit)
                    .map(kept -> new Token(kept.event().number(), kept.event().at(), String.valueOf(kept.claims())))
                    .toList();
        }
    }

    @Override
    public void settle(String tenant, long number, Delivery outcome) {
        TreeMap<Long, Kept> log = log(tenant);
        synchronized (log) {
            log.computeIfPresent(number, (key, kept) -> kept.settled(outcome));
        }
    }

    @Override
    public int giveUp(String tenant, Instant before, int keep) {
        TreeMap<Long, Kept> log = log(tenant);
        synchronized (log) {
            long tooMany = log.values().stream().filter(Kept::isWaiting).count() - keep;
            int given = 0;
            for (Iterator<Map.Entry<Long, Kept>> all = log.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<Long, Kept> entry = all.next();
                Kept kept = entry.getValue();
                if (kept.isWaiting() && (given < tooMany || kept.event().at().isBefore(before))) {
                    entry.setValue(kept.settled(Delivery.DEAD));
                    given++;
                }
            }
            return given;
        }
    }

    private TreeMap<Long, Kept> log(String tenant) {
        return tenants.computeIfAbsent(tenant, name -> new TreeMap<>());
    }
}
