package io.ssokit.managed;

import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The connections of the configuration, and which ids and domains are theirs whether they are enabled or not. Immutable. */
final class FixedOnes implements IdpConnectionStore {
    private final IdpConnectionStore store;
    private final Set<String> ids = new HashSet<>();
    private final Set<EmailDomain> domains = new HashSet<>();

    FixedOnes(List<IdpConnection> connections) {
        this.store = IdpConnectionStore.of(connections);
        connections.forEach(connection -> {
            ids.add(connection.id());
            domains.addAll(connection.emailDomains());
        });
    }

    boolean has(String id) {
        return ids.contains(id);
    }

    boolean has(EmailDomain domain) {
        return domains.contains(domain);
    }

    @Override
    public Optional<IdpConnection> find(String id) {
        return store.find(id);
    }

    @Override
    public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
        return store.findByEmailDomain(domain);
    }

    @Override
    public List<IdpConnection> list() {
        return store.list();
    }
}
