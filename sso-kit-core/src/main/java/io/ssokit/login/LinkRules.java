package io.ssokit.login;

import io.ssokit.error.LoginError;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import java.util.Optional;

/** Whom an identity may sign in: no deactivated person, no one who is pinned elsewhere, no one who is somebody else's. Thread-safe. */
final class LinkRules {
    private final IdentityLinks links;

    LinkRules(IdentityLinks links) {
        this.links = links;
    }

    /** @throws LoginException if the person is switched off or signs in another way only */
    User permitted(IdentityLinks.Key key, User user) {
        requireActive(user);
        Optional<Pin> pin = links.pinOf(key.tenant(), user.id());
        if (pin.isPresent() && !pin.get().allows(key.connection())) {
            throw LoginException.of(
                    LoginError.PINNED_ELSEWHERE,
                    "a sign-in by " + way(pin.get()) + ", which user " + user.id() + " is pinned to",
                    "one by connection " + key.connection());
        }
        return user;
    }

    /** @throws LoginException if the person is switched off */
    static User requireActive(User user) {
        if (!user.active()) {
            throw LoginException.of(LoginError.USER_DEACTIVATED, "an active account", "user " + user.id());
        }
        return user;
    }

    /**
     * One identity provider means one person by a name: a record that another subject of the same connection signs in stays
     * that subject's. Other connections of the tenant speak of the same people, and the tenant trusts them all.
     */
    void requireUnlinked(IdentityLinks.Key key, User user) {
        for (IdentityLinks.Key other : links.linksOf(key.tenant(), user.id())) {
            if (other.connection().equals(key.connection()) && !other.equals(key)) {
                throw LoginException.of(
                        LoginError.LINK_COLLISION,
                        "a record that no other subject of this connection signs in",
                        "user " + user.id() + ", which another subject signs in");
            }
        }
    }

    /** Two identities may have found the record free at once: who sees the other behind it steps back. */
    void requireStillAlone(IdentityLinks.Key key, User user, Runnable stepBack) {
        try {
            requireUnlinked(key, user);
        } catch (LoginException collision) {
            stepBack.run();
            throw collision;
        }
    }

    private static String way(Pin pin) {
        return pin.connection().map(id -> "connection " + id).orElse("the app's own login");
    }
}
