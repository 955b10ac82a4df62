package io.ssokit.scim;

import io.ssokit.connection.Secret;
import io.ssokit.user.User;

/**
 * Where passwords go that identity providers set by SCIM (SPI). The kit neither stores nor logs them, and no client reads,
 * filters or sorts by them (RFC 7643 §4.1.1). Called concurrently; may block.
 */
@FunctionalInterface
public interface ScimPasswords {
    /**
     * Sets a user's password, after a POST, PUT or PATCH with a password has been stored. A client that repeats its request
     * gets the password set again, although nothing else is left to change: setting it twice must do no harm.
     *
     * <p>Whatever is thrown, the user stays as stored, with the password from before, if any.
     *
     * @param user as stored
     * @param password as it came, in clear and never empty; nothing is known of its strength
     * @throws IllegalArgumentException if the app's rules refuse the password: the client is answered 400
     *     {@code invalidValue}, without this exception's message
     * @throws io.ssokit.error.StoreException.Unavailable to be asked again later: 503; anything else is 500
     */
    void set(User user, Secret password);
}
