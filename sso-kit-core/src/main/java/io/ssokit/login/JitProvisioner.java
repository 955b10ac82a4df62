package io.ssokit.login;

import io.ssokit.audit.AuditEvent.JitAction;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.session.SessionRevocations;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.util.OptionalLong;

/**
 * Finds, creates, updates or refuses the person behind a verified identity. {@link Prospects} says who it would be and the
 * app's {@link LoginResolver} whether; here it is done. Thread-safe.
 */
final class JitProvisioner {
    /** Two tabs of one person may race each other once or twice, not for ever. */
    private static final int TRIES = 4;

    private final UserStore users;
    private final IdentityLinks links;
    private final SessionRevocations revocations;
    private final LinkRules rules;
    private final Prospects prospects;

    JitProvisioner(LoginFlow.Parts parts) {
        Stores stores = parts.stores();
        this.users = stores.users();
        this.links = stores.links();
        this.revocations = stores.revocations();
        this.rules = new LinkRules(stores.links());
        this.prospects = new Prospects(parts);
    }

    /** Told what was changed in the user store. */
    @FunctionalInterface
    interface Changes {
        void changed(JitAction action, User user);
    }

    /**
     * The person who signs in.
     *
     * @throws LoginException if the connection's policy, the app, the person's state or a collision forbids it
     */
    User admit(Applicant applicant, Changes changes) {
        for (int i = 1; ; i++) {
            try {
                return admitOnce(applicant, changes);
            } catch (StoreException.StaleVersion | StoreException.NotFound raced) {
                giveUpAfter(i, raced);
            } catch (StoreException.Conflict raced) {
                if (raced.deletedBefore()) {
                    throw Prospects.deleted();
                }
                giveUpAfter(i, raced);
            }
        }
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

    private User admitOnce(Applicant applicant, Changes changes) {
        Prospect prospect = prospects.of(applicant);
        return switch (prospect.plan()) {
            case SIGN_IN -> update(applicant, prospect.person().orElseThrow(), changes);
            case LINK -> {
                User linked = link(applicant, prospect);
                changes.changed(JitAction.LINKED, linked);
                yield update(applicant, linked, changes);
            }
            case CREATE -> create(applicant, changes);
            case REFUSE -> throw prospect.refusal().orElseThrow();
        };
    }

    private User link(Applicant applicant, Prospect prospect) {
        User person = prospect.person().orElseThrow();
        IdentityLinks.Key key = applicant.key();
        rules.requireUnlinked(key, person);
        // Whoever made the account before its owner came must not stay signed in to it (matrix O-14).
        revocations.revoke(key.tenant(), person.id(), applicant.now().minusMillis(1));
        if (prospect.goneId().isPresent()) {
            String goneId = prospect.goneId().get();
            links.relink(key, goneId, person.id());
            rules.requireStillAlone(key, person, () -> links.relink(key, person.id(), goneId));
        } else {
            linkFirst(key, person);
        }
        return person;
    }

    private User create(Applicant applicant, Changes changes) {
        User created = users.create(prospects.draft(applicant), UserStore.Origin.SIGN_IN);
        if (applicant.connection().trust().jit().pinUser()) {
            links.pin(
                    created.tenant(),
                    created.id(),
                    Pin.to(applicant.connection().id()));
        }
        linkFirst(applicant.key(), created);
        changes.changed(JitAction.CREATED, created);
        return created;
    }

    private void linkFirst(IdentityLinks.Key key, User person) {
        String winner = links.link(key, person.id());
        if (!winner.equals(person.id())) {
            throw new StoreException.StaleVersion("Link of " + key.connection());
        }
        rules.requireStillAlone(key, person, () -> links.unlink(key));
    }

    private User update(Applicant applicant, User user, Changes changes) {
        Mode mode = applicant.connection().trust().jit().mode();
        User wanted = switch (mode) {
            case CREATE_AND_UPDATE -> applicant.profile().applyTo(user);
            case CREATE -> applicant.profile().groupsOnly(user);
            case OFF, MATCH -> applicant.profile().groupsNarrowed(user);
        };
        if (wanted.equals(user)) {
            return user;
        }
        User updated = users.replace(wanted, OptionalLong.of(user.version()));
        changes.changed(JitAction.UPDATED, updated);
        return LinkRules.requireActive(updated);
    }
}
