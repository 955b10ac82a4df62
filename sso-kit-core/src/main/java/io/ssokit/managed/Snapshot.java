package io.ssokit.managed;

import io.ssokit.connection.ConnectionDocuments.Changes;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All run-time connections at one moment. What has not changed since the last one is the same object. Immutable. */
final class Snapshot {
    private static final Comparator<IdpConnection> ORDER = Comparator.comparing(
                    IdpConnection::label, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(IdpConnection::id);

    /** Below the order that it is made by. */
    static final Snapshot EMPTY = new Snapshot(0, Map.of());

    private final long stamp;
    private final Map<String, Loaded> byId;
    private final Map<EmailDomain, IdpConnection> byDomain = new HashMap<>();
    private final List<IdpConnection> enabled;

    /**
     * A connection that was read.
     *
     * @param content what it consists of; empty if it was sealed by another secret
     * @param connection what serves, switched off unless it is enabled; empty if it has problems
     */
    record Loaded(Document document, Optional<Content> content, Optional<IdpConnection> connection) {}

    private Snapshot(long stamp, Map<String, Loaded> byId) {
        this.stamp = stamp;
        this.byId = byId;
        this.enabled = byId.values().stream()
                .flatMap(loaded -> loaded.connection().stream())
                .filter(connection -> connection.trust().enabled())
                .sorted(ORDER)
                .toList();
        enabled.forEach(
                connection -> connection.emailDomains().forEach(domain -> byDomain.putIfAbsent(domain, connection)));
    }

    /** This snapshot after some changes. */
    Snapshot with(Changes changes, Function<Document, Loaded> reader) {
        Map<String, Loaded> next = new HashMap<>(byId);
        for (Document document : changes.documents()) {
            Loaded known = next.get(document.id());
            if (document.state() == ConnectionState.DELETED) {
                next.remove(document.id());
            } else if (known == null || !known.document().equals(document)) {
                next.put(document.id(), reader.apply(document));
            }
        }
        return new Snapshot(changes.stamp(), next);
    }

    long stamp() {
        return stamp;
    }

    Optional<IdpConnection> find(String id) {
        return Optional.ofNullable(byId.get(id)).flatMap(Loaded::connection);
    }

    Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
        return Optional.ofNullable(byDomain.get(domain));
    }

    /** Those that are enabled, by what people see of them. */
    List<IdpConnection> enabled() {
        return enabled;
    }

    Optional<Loaded> loaded(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Loaded> all() {
        return byId.values();
    }
}
