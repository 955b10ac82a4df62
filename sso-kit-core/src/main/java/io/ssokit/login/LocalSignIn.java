package io.ssokit.login;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody whom the app itself has authenticated, with a password of its own for example. Immutable.
 *
 * @param tenant the customer
 * @param userId the person's id in the user store
 * @param returnTo where to go on: a path of this app; its start page if empty or anything else
 * @param breakGlass why somebody may sign in here who is pinned to a connection; empty if such a person may not
 */
public record LocalSignIn(String tenant, String userId, Optional<String> returnTo, Optional<String> breakGlass) {
    /** This person, who goes on to the app's start page. */
    public static LocalSignIn of(String tenant, String userId) {
        return new LocalSignIn(tenant, userId, Optional.empty(), Optional.empty());
    }

    /** The same, who goes on to this page. A parameter of the request may be given as it is: other sites are not gone to. */
    public LocalSignIn returnTo(@Nullable String path) {
        return new LocalSignIn(tenant, userId, Optional.ofNullable(path), breakGlass);
    }

    /**
     * The same, also if the person is pinned to a connection: its identity provider is down, say, and somebody has to get
     * in. The audit event is {@code login.break-glass} and has this reason.
     */
    public LocalSignIn breakGlass(String reason) {
        return new LocalSignIn(tenant, userId, returnTo, Optional.of(reason));
    }
}
