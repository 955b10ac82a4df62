package io.ssokit.login;

import io.ssokit.audit.AuditEvent.JitAction;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.session.NameId;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds, creates, updates or refuses the person behind a verified identity. The link (tenant, connection, subject) comes
 * first; an attribute is asked once, on the first sign-in. Thread-safe.
 */
final class JitProvisioner {
    /** Two tabs of one person may race each other once or twice, not for ever. */
    private static final int TRIES = 4;

    /** What people are linked by whose NameID is transient. */
    private static final String BY_NAME = "user-name:";

    /** Before a subject that would otherwise read like one of {@link #BY_NAME}, or like one with this before it. */
    private static final String BY_SUBJECT = "name-id:";

    private final UserStore users;
    private final IdentityLinks links;

    JitProvisioner(Stores stores) {
        this.users = stores.users();
        this.links = stores.links();
    }

    /** Told what was changed in the user store. */
    @FunctionalInterface
    interface Changes {
        void changed(JitAction action, User user);
    }

    /**
     * The person who signs in.
     *
     * @throws LoginException if the connection's policy, the person's state or a collision forbids it
     */
    User admit(IdpConnection connection, Identity identity, Changes changes) {
        Profile profile = Profile.of(connection.trust().mapping(), identity);
        IdentityLinks.Key key =
                new IdentityLinks.Key(connection.tenant(), connection.id(), stableSubject(identity, profile));
        for (int i = 1; ; i++) {
            try {
                return admitOnce(connection, key, profile, changes);
            } catch (StoreException.StaleVersion | StoreException.NotFound raced) {
                giveUpAfter(i, raced);
            } catch (StoreException.Conflict raced) {
                if (raced.deletedBefore()) {
                    throw deleted();
                }
                giveUpAfter(i, raced);
            }
        }
    }

    /**
     * A transient NameID is another one at each sign-in; what stays is the name that the identity provider sends. No other
     * subject can be spelled like that: who may choose his NameID does not choose whose link it is.
     */
    private static String stableSubject(Identity identity, Profile profile) {
        if (identity.nameId().filter(NameId::isTransient).isPresent()) {
            return BY_NAME + profile.userName();
        }
        String subject = identity.subject();
        return subject.startsWith(BY_NAME) || subject.startsWith(BY_SUBJECT) ? BY_SUBJECT + subject : subject;
    }

    private static void giveUpAfter(int tries, StoreException raced) {
        if (tries >= TRIES) {
            throw LoginException.of(
                            LoginError.LINK_COLLISION,
                            "a free user name or an unchanged record",
                            "the record kept changing or its name is taken")
                    .causedBy(raced);
        }
    }

    private User admitOnce(IdpConnection connection, IdentityLinks.Key key, Profile profile, Changes changes) {
        Optional<String> linked = links.find(key);
        if (linked.isPresent()) {
            Optional<User> known = users.find(key.tenant(), linked.get());
            return known.isPresent()
                    ? update(connection, profile, active(known.get()), changes)
                    : relink(connection, key, profile, linked.get(), changes);
        }
        Mode mode = connection.trust().jit().mode();
        if (mode == Mode.OFF) {
            throw unknown("a person linked before (jit: off)");
        }
        Optional<User> match = match(connection, key.subject(), profile);
        if (match.isPresent()) {
            return link(connection, key, profile, match.get(), changes);
        }
        if (mode == Mode.MATCH) {
            throw unknown("a person that provisioning has created (jit: match)");
        }
        return create(key, profile, changes);
    }

    /** The linked record is gone. Provisioning may have made the person again: only then do they come back. */
    private User relink(
            IdpConnection connection, IdentityLinks.Key key, Profile profile, String goneId, Changes changes) {
        User again = match(connection, key.subject(), profile).orElseThrow(JitProvisioner::deleted);
        requireUnlinked(key, again);
        links.relink(key, goneId, active(again).id());
        requireStillAlone(key, again, () -> links.relink(key, again.id(), goneId));
        changes.changed(JitAction.LINKED, again);
        return update(connection, profile, again, changes);
    }

    private User link(IdpConnection connection, IdentityLinks.Key key, Profile profile, User match, Changes changes) {
        active(match);
        requireUnlinked(key, match);
        String winner = links.link(key, match.id());
        if (!winner.equals(match.id())) {
            throw new StoreException.StaleVersion("Link of " + key.connection());
        }
        requireStillAlone(key, match, () -> links.unlink(key));
        changes.changed(JitAction.LINKED, match);
        return update(connection, profile, match, changes);
    }

    private User create(IdentityLinks.Key key, Profile profile, Changes changes) {
        User created = users.create(profile.draft(key.tenant()), UserStore.Origin.SIGN_IN);
        String winner = links.link(key, created.id());
        if (!winner.equals(created.id())) {
            throw new StoreException.StaleVersion("Link of " + key.connection());
        }
        requireStillAlone(key, created, () -> links.unlink(key));
        changes.changed(JitAction.CREATED, created);
        return created;
    }

    private User update(IdpConnection connection, Profile profile, User user, Changes changes) {
        User wanted = switch (connection.trust().jit().mode()) {
            case CREATE_AND_UPDATE -> profile.applyTo(user);
            case CREATE -> profile.groupsOnly(user);
            case OFF, MATCH -> profile.groupsNarrowed(user);
        };
        if (wanted.equals(user)) {
            return user;
        }
        User updated = users.replace(wanted, OptionalLong.of(user.version()));
        changes.changed(JitAction.UPDATED, updated);
        return active(updated);
    }

    private Optional<User> match(IdpConnection connection, String subject, Profile profile) {
        String tenant = connection.tenant();
        return switch (connection.trust().jit().matchOn()) {
            case USER_NAME -> users.findByUserName(tenant, profile.userName());
            case EXTERNAL_ID -> only(users.query(tenant, UserQuery.equal("externalId", subject)));
            case EMAIL ->
                // An address proves nothing unless its domain is this connection's own.
                profile.provenEmail()
                        .filter(address -> EmailDomain.ofAddress(address)
                                .filter(connection.emailDomains()::contains)
                                .isPresent())
                        .flatMap(address -> only(users.query(tenant, UserQuery.equal("emails.value", address))));
        };
    }

    private static Optional<User> only(Page<User> found) {
        if (found.total() > 1) {
            throw LoginException.of(LoginError.LINK_COLLISION, "one person with the matching attribute", "several");
        }
        return found.items().stream().findFirst();
    }

    /**
     * One identity provider means one person by a name: a record that another subject of the same connection signs in stays
     * that subject's. Other connections of the tenant speak of the same people, and the tenant trusts them all.
     */
    private void requireUnlinked(IdentityLinks.Key key, User user) {
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
    private void requireStillAlone(IdentityLinks.Key key, User user, Runnable stepBack) {
        try {
            requireUnlinked(key, user);
        } catch (LoginException collision) {
            stepBack.run();
            throw collision;
        }
    }

    private static User active(User user) {
        if (!user.active()) {
            throw LoginException.of(LoginError.USER_DEACTIVATED, "an active account", "user " + user.id());
        }
        return user;
    }

    private static LoginException unknown(String expected) {
        return LoginException.of(LoginError.USER_UNKNOWN, expected, "nobody of that name");
    }

    private static LoginException deleted() {
        return LoginException.of(
                LoginError.USER_DELETED, "a person that provisioning has not deleted", "a deleted person");
    }
}
