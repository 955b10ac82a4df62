package io.ssokit.user;

import java.util.Optional;

/**
 * The one way in which a person signs in (OneLogin's <em>Trusted IdP</em> of a user record). Immutable.
 *
 * @param connection the id of the only connection that signs the person in; empty for the app's own login only
 */
public record Pin(Optional<String> connection) {
    /** The app's own login and no identity provider. */
    public static final Pin NONE = new Pin(Optional.empty());

    /** This connection and no other, nor the app's own login. */
    public static Pin to(String connectionId) {
        return new Pin(Optional.of(connectionId));
    }

    /** Whether sign-ins by this connection are the person's. */
    public boolean allows(String connectionId) {
        return connection.filter(connectionId::equals).isPresent();
    }
}
