package io.ssokit.scim;

import io.ssokit.login.AccountLinks;
import io.ssokit.user.User;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The first time that provisioning writes a person whom it has not made. Somebody may have signed in under this name before,
 * by a provider where anybody may have an account; what he may do from now on the identity provider says, and it means
 * somebody else. So the identities that sign in the person end with the sessions; those that the tenant trusts come
 * back by the rules of a first sign-in. A mark in the record tells who was written before. Thread-safe.
 */
final class Adoption {
    /** Among what the app keeps beside SCIM's attributes: no client sees or writes it. */
    static final String MARK = User.PROVISIONED;

    private static final String ACTOR = "provisioning";

    private final Optional<AccountLinks> links;
    /** Whether the store of the app drops attributes that it does not know: then an external id is the mark. */
    private volatile boolean marksAreLost;

    Adoption(Optional<AccountLinks> links) {
        this.links = links;
    }

    /** The same person, to be known as one whom provisioning has written. */
    User marked(User user) {
        if (links.isEmpty() || marksAreLost || isMarked(user)) {
            return user;
        }
        Map<String, Object> attributes = new LinkedHashMap<>(user.attributes());
        attributes.put(MARK, true);
        return user.toBuilder().attributes(attributes).build();
    }

    /** Before the change is stored: if that fails, the identities come back by the same rules. */
    void before(User before, User after) {
        release(before, after);
    }

    /** And again behind it, for somebody may have signed in in between. */
    void behind(User before, User after) {
        release(before, after);
    }

    private void release(User before, User after) {
        boolean first = marksAreLost
                ? before.externalId().isEmpty() && after.externalId().isPresent()
                : !isMarked(before);
        if (first) {
            links.ifPresent(all -> all.release(before, ACTOR));
        }
    }

    /** Learns from what the store has made of a person. */
    User stored(User given, User stored) {
        if (isMarked(given) && !isMarked(stored)) {
            marksAreLost = true;
        }
        return stored;
    }

    private static boolean isMarked(User user) {
        return Boolean.TRUE.equals(user.attributes().get(MARK));
    }
}
