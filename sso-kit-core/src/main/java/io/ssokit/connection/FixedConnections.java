package io.ssokit.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections given once. Immutable. */
final class FixedConnections implements IdpConnectionStore {
    private final Map<String, IdpConnection> byId;
    private final Map<EmailDomain, IdpConnection> byDomain;
    private final List<IdpConnection> enabled;

    FixedConnections(List<IdpConnection> connections) {
        List<String> problems = new ArrayList<>();
        Map<String, IdpConnection> ids = new LinkedHashMap<>();
        Map<EmailDomain, IdpConnection> domains = new LinkedHashMap<>();
        for (IdpConnection connection : connections) {
            if (ids.putIfAbsent(connection.id(), connection) != null) {
                problems.add("connections." + connection.id() + ": this id is used twice");
            }
            for (EmailDomain domain : connection.emailDomains()) {
                IdpConnection owner = domains.putIfAbsent(domain, connection);
                if (owner != null) {
                    problems.add("connections." + connection.id() + ".email-domains: " + domain.name()
                            + " belongs to connection " + owner.id());
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
        domains.values().removeIf(one -> !one.trust().enabled());
        this.byId = Map.copyOf(ids);
        this.byDomain = Map.copyOf(domains);
        this.enabled =
                ids.values().stream().filter(one -> one.trust().enabled()).toList();
    }

    @Override
    public Optional<IdpConnection> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
        return Optional.ofNullable(byDomain.get(domain));
    }

    @Override
    public List<IdpConnection> list() {
        return enabled;
    }
}
