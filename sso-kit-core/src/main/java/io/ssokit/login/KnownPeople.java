package io.ssokit.login;

import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Page;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.util.Optional;

/**
 * What the stores say about somebody who has typed a name. Everybody may type any name, so each takes the same three
 * look-ups: what comes back, and after how much work, tells nobody who is known. Thread-safe.
 */
final class KnownPeople {
    /** In place of the id of a person whom nobody knows. */
    private static final String NOBODY = "nobody";

    private final UserStore users;
    private final IdentityLinks links;

    KnownPeople(Stores stores) {
        this.users = stores.users();
        this.links = stores.links();
    }

    /**
     * How somebody has to sign in.
     *
     * @param byName whether it is the person of this user name, and not one who only has it for an address
     */
    record Known(Pin pin, boolean byName) {}

    /**
     * How the person of this user name or e-mail address has to sign in.
     *
     * @param tenant where to look; never more than one tenant
     * @param typed a user name or an e-mail address
     * @return empty for people who are unknown, not pinned, or several with one address
     * @throws io.ssokit.error.StoreException if a store does not answer
     */
    Optional<Known> pinOf(String tenant, String typed) {
        Optional<User> byName = users.findByUserName(tenant, typed);
        Page<User> byEmail = users.query(tenant, UserQuery.equal("emails.value", typed));
        Optional<User> person =
                byName.or(() -> byEmail.total() == 1 ? byEmail.items().stream().findFirst() : Optional.empty());
        Optional<Pin> pin = links.pinOf(tenant, person.map(User::id).orElse(NOBODY));
        return person.flatMap(found -> pin).map(rule -> new Known(rule, byName.isPresent()));
    }
}
