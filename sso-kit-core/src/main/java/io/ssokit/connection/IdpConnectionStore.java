package io.ssokit.connection;

import java.util.List;
import java.util.Optional;

/**
 * Where the connections are kept. Called concurrently, on every login step; an implementation that blocks on a database
 * caches, for five seconds at most: for that long a connection that was disabled still signs people in. Never returns null, and never a connection of another id than asked for.
 */
public interface IdpConnectionStore {
    /** The connection of this id, also if it is disabled: then people are told so, and our metadata can be had already. */
    Optional<IdpConnection> find(String id);

    /** The enabled connection that owns this domain. */
    Optional<IdpConnection> findByEmailDomain(EmailDomain domain);

    /** The enabled connections in the order in which the chooser shows them. */
    List<IdpConnection> list();

    /** Connections that never change, as given by configuration. */
    static IdpConnectionStore of(List<IdpConnection> connections) {
        return new FixedConnections(connections);
    }
}
