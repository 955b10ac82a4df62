package io.ssokit.store;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.error.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Run-time connections in memory; calls take turns. */
final class MemoryConnections implements ConnectionDocuments {
    private final Map<String, Row> rows = new HashMap<>();
    private long stamp;

    private record Row(long stamp, Document document, Set<Claim> domains) {
        /** Whether this connection stands in the way of one that claims the domain. */
        boolean holds(String domain, String tenant) {
            boolean same = document.tenant().equals(tenant);
            return domains.stream().anyMatch(claim -> claim.domain().equals(domain) && (same || claim.verified()));
        }
    }

    @Override
    public synchronized Changes changesSince(long since) {
        return new Changes(
                stamp,
                rows.values().stream()
                        .filter(row -> row.stamp() > since)
                        .map(Row::document)
                        .toList());
    }

    @Override
    public synchronized Optional<Document> find(String id) {
        return Optional.ofNullable(rows.get(id)).map(Row::document);
    }

    @Override
    public synchronized void save(Document next, Set<Claim> domains) {
        Optional<Document> before = find(next.id());
        if (before.isPresent() && !before.get().tenant().equals(next.tenant())) {
            throw StoreException.Conflict.taken("id");
        }
        if (before.map(Document::version).orElse(0L) != next.version() - 1) {
            throw new StoreException.StaleVersion("Connection " + next.id());
        }
        for (Claim claim : domains) {
            boolean held = rows.values().stream()
                    .filter(row -> !row.document().id().equals(next.id()))
                    .anyMatch(row -> row.holds(claim.domain(), next.tenant()));
            if (held) {
                throw StoreException.Conflict.taken(claim.domain());
            }
        }
        stamp++;
        rows.put(next.id(), new Row(stamp, next, Set.copyOf(domains)));
    }

    @Override
    public boolean isDurable() {
        return false;
    }
}
