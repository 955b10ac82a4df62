package io.ssokit.connection;

import java.util.List;
import java.util.Optional;

/**
 * Where the connections are kept. Called concurrently, on every login step; an implementation that blocks on a database
 * caches. Never returns null, and never a connection of another id than asked for.
 */
public interface IdpConnectionStore {
    /** The enabled connection of this id. */
    Optional<IdpConnection> find(String id);

    /** The connection that owns this domain. */
    Optional<IdpConnection> findByEmailDomain(EmailDomain domain);

    /** The enabled connections in the order in which the chooser shows them. */
    List<IdpConnection> list();

    /** Connections that never change, as given by configuration. */
    static IdpConnectionStore of(List<IdpConnection> connections) {
        return new FixedConnections(connections);
    }
}
