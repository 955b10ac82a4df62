package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.error.LoginError;
import java.util.List;
import java.util.Optional;

/** Connections by the id in a path, and the engine that speaks the protocol of each. Immutable. */
final class Engines {
    private final IdpConnectionStore connections;
    private final List<LoginEngine> all;

    Engines(LoginFlow.Parts parts) {
        this.connections = parts.connections();
        this.all = List.copyOf(parts.engines());
    }

    /** The connection of this id, if there is one that is switched on. */
    Optional<IdpConnection> find(String connectionId) {
        return connections.find(connectionId);
    }

    /** The connection of this id. */
    IdpConnection get(String connectionId) {
        return find(connectionId).orElseThrow(() -> unknown(connectionId));
    }

    /** The enabled connections whose identity provider is known by exactly this name; nobody is asked. */
    List<IdpConnection> ofIssuer(String issuer) {
        return connections.list().stream()
                .filter(connection -> connection.trust().enabled())
                .filter(connection -> all.stream()
                        .filter(engine -> engine.serves(connection))
                        .findFirst()
                        .flatMap(engine -> engine.issuer(connection))
                        .filter(issuer::equals)
                        .isPresent())
                .toList();
    }

    /** @throws LoginException if nobody speaks the connection's protocol */
    LoginEngine of(IdpConnection connection) {
        for (LoginEngine engine : all) {
            if (engine.serves(connection)) {
                return engine;
            }
        }
        throw LoginException.of(
                LoginError.UNSUPPORTED, "an engine for protocol " + connection.protocol(), "none on the class path");
    }

    /** What ends sessions of this connection at both sides, if its protocol has a way. */
    Optional<LogoutEngine> logout(IdpConnection connection) {
        return of(connection).logout(connection);
    }

    /** For an id that {@link #find} does not know. */
    static LoginException unknown(String connectionId) {
        return LoginException.of(LoginError.UNKNOWN_CONNECTION, "a connection of this app", "'" + connectionId + "'");
    }
}
