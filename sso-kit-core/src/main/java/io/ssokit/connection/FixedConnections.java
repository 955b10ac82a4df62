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
    private final List<IdpConnection> all;

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
        ids.values().removeIf(FixedConnections::isDisabled);
        domains.values().removeIf(FixedConnections::isDisabled);
        this.byId = Map.copyOf(ids);
        this.byDomain = Map.copyOf(domains);
        this.all = List.copyOf(ids.values());
    }

    private static boolean isDisabled(IdpConnection connection) {
        return !connection.trust().enabled();
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
        return all;
    }
}
