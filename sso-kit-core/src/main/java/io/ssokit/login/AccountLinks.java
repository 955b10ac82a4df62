package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditEvent.LinkAction;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.JitPolicy;
import io.ssokit.error.StoreException;
import io.ssokit.session.SessionRevocations;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.IdentityLinks.Key;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an administrator does about who signs in as whom: looks, links, unlinks, pins, merges. The app asks for its own
 * permission first; everything done here is an audit event with the name of whoever did it. Each call may be repeated after
 * a failure and goes on where it broke off. Immutable and thread-safe.
 */
public final class AccountLinks {
    private final UserStore users;
    private final IdentityLinks links;
    private final SessionRevocations revocations;
    private final IdpConnectionStore connections;
    private final Clock clock;
    private final AuditListener audit;

    /** @param parts the same as the {@link LoginFlow}'s */
    public AccountLinks(LoginFlow.Parts parts) {
        this.users = parts.stores().users();
        this.links = parts.stores().links();
        this.revocations = parts.stores().revocations();
        this.connections = parts.connections();
        this.clock = parts.clock();
        this.audit = parts.audit();
    }

    /**
     * What a merge has done.
     *
     * @param survivor the person who is left
     * @param merged the record that is no more, as it was
     * @param links how many identities sign in the survivor from now on
     * @param groups how many groups were handed over
     */
    public record Merged(User survivor, User merged, int links, int groups) {}

    /**
     * The identity that an identity provider knows by this subject, as links name it.
     *
     * @param subject NameID or {@code sub} as it is sent; not a transient NameID, which is another one at each sign-in
     */
    public static Key identity(String tenant, String connection, String subject) {
        return new Key(tenant, connection, Applicant.linkedBy(subject));
    }

    /** The identities that sign in this person. */
    public List<Key> of(String tenant, String userId) {
        return links.linksOf(tenant, userId);
    }

    /** The one way in which this person signs in, if there is such a rule. */
    public Optional<Pin> pinOf(String tenant, String userId) {
        return links.pinOf(tenant, userId);
    }

    /**
     * Has an identity sign in a person from now on. Nothing happens if it does already.
     *
     * @param identity from {@link #identity} or {@link #of}
     * @param actor who does it, for the audit event
     * @throws StoreException.NotFound if the tenant has no such person or connection
     * @throws StoreException.Conflict if the identity signs in somebody else, or another identity of the connection this
     *     person: unlink it first, or merge the two people
     */
    public void link(Key identity, String userId, String actor) {
        User user = get(identity.tenant(), userId);
        requireConnection(identity.tenant(), identity.connection());
        boolean other = links.linksOf(identity.tenant(), userId).stream()
                .anyMatch(key -> key.connection().equals(identity.connection()) && !key.equals(identity));
        if (other) {
            throw StoreException.Conflict.taken("connection " + identity.connection());
        }
        if (!links.link(identity, userId).equals(userId)) {
            throw StoreException.Conflict.taken("identity");
        }
        audit.on(event(LinkAction.LINKED, identity, user.id(), actor));
    }

    /**
     * Has an identity sign in nobody any more, and ends the person's sessions. The next sign-in of that identity is a first
     * one: by the connection's policy it may find the same person again, so pin or deactivate whom you want to keep out.
     *
     * @param identity as {@link #of} lists it
     * @param actor who does it, for the audit event
     * @throws StoreException.NotFound if it is not linked
     */
    public void unlink(Key identity, String actor) {
        String userId = links.find(identity).orElseThrow(() -> new StoreException.NotFound("Link"));
        endSessions(identity.tenant(), userId, "identity unlinked");
        links.unlink(identity);
        revocations.revoke(identity.tenant(), userId, clock.instant());
        audit.on(event(LinkAction.UNLINKED, identity, userId, actor));
    }

    /**
     * Has a person whom provisioning takes over be signed in by nobody who got there by a first sign-in of his own, and ends
     * the person's sessions. Identities of connections that link nobody by themselves ({@link JitPolicy.Mode#OFF}) stay, for an
     * administrator has linked them; a pin stays, too. Nothing happens to a person whom no identity signs in.
     *
     * @param actor who does it, for the audit events
     */
    public void release(User user, String actor) {
        List<Key> ended = links.linksOf(user.tenant(), user.id()).stream()
                .filter(identity -> !isByAdministrator(identity))
                .toList();
        if (ended.isEmpty()) {
            return;
        }
        endSessions(user.tenant(), user.id(), "taken over by " + bounded(actor));
        for (Key identity : ended) {
            links.unlink(identity);
            audit.on(event(LinkAction.UNLINKED, identity, user.id(), actor));
        }
        revocations.revoke(user.tenant(), user.id(), clock.instant());
    }

    private boolean isByAdministrator(Key identity) {
        return connections
                .find(identity.connection())
                .filter(found -> found.trust().jit().mode() == JitPolicy.Mode.OFF)
                .isPresent();
    }

    /**
     * Has a person sign in in this one way only, from the next sign-in on.
     *
     * @param actor who does it, for the audit event
     * @throws StoreException.NotFound if the tenant has no such person or connection
     */
    public void pin(String tenant, String userId, Pin pin, String actor) {
        get(tenant, userId);
        pin.connection().ifPresent(id -> requireConnection(tenant, id));
        links.pin(tenant, userId, pin);
        audit.on(new AuditEvent.PinChanged(
                clock.instant(), tenant, userId, Optional.of(pin.connection().orElse("none")), bounded(actor)));
    }

    /**
     * Lets a person sign in in any way again.
     *
     * @param actor who does it, for the audit event
     */
    public void unpin(String tenant, String userId, String actor) {
        links.unpin(tenant, userId);
        audit.on(new AuditEvent.PinChanged(clock.instant(), tenant, userId, Optional.empty(), bounded(actor)));
    }

    /**
     * Makes one person of two records. The sessions of {@code from} end first; then nobody signs in as {@code from} any more,
     * {@code into} joins the groups that provisioning gave {@code from}, all identities of {@code from} sign in {@code into},
     * a pin of {@code from} moves unless {@code into} has its own, and the record of {@code from} is deleted. Its attributes
     * and what the app keeps under its id are not copied: move that before. Signing in under its user name brings nobody
     * back; provisioning may.
     *
     * <p>A merge that failed half way leaves {@code from} switched off; the same call again ends it.
     *
     * @param actor who does it, for the audit event
     * @throws IllegalArgumentException if both are the same
     * @throws StoreException.NotFound if the tenant has no such person (any more, where a merge had come to its end)
     * @throws LoginException if {@code into} is deactivated: it would take {@code from} along
     */
    public Merged merge(String tenant, String from, String into, String actor) {
        if (from.equals(into)) {
            throw new IllegalArgumentException("a person cannot be merged into itself");
        }
        User survivor = LinkRules.requireActive(get(tenant, into));
        User merged = get(tenant, from);
        switchOff(merged, "merged into " + into);
        int groups = handOverGroups(tenant, from, into);
        int moved = handOverLinks(tenant, from, into);
        handOverPin(tenant, from, into);
        // Last: until then the same call again finds what is left to do.
        users.delete(tenant, from, OptionalLong.empty());
        audit.on(new AuditEvent.AccountsMerged(
                clock.instant(), tenant, from, merged.userName(), into, survivor.userName(), bounded(actor)));
        return new Merged(survivor, merged, moved, groups);
    }

    private void switchOff(User user, String reason) {
        endSessions(user.tenant(), user.id(), reason);
        if (user.active()) {
            users.replace(user.toBuilder().active(false).build(), OptionalLong.of(user.version()));
        }
        // Behind it once more, for a sign-in that had read the record before.
        revocations.revoke(user.tenant(), user.id(), clock.instant());
    }

    private int handOverGroups(String tenant, String from, String into) {
        List<Group> groups = users.groupsOf(tenant, from);
        for (Group group : groups) {
            users.changeMembers(tenant, group.id(), MembershipChange.adding(Set.of(into)), OptionalLong.empty());
        }
        return groups.size();
    }

    private int handOverLinks(String tenant, String from, String into) {
        List<Key> identities = links.linksOf(tenant, from);
        for (Key identity : identities) {
            links.relink(identity, from, into);
        }
        return identities.size();
    }

    private void handOverPin(String tenant, String from, String into) {
        Optional<Pin> pin = links.pinOf(tenant, from);
        if (pin.isPresent()) {
            if (links.pinOf(tenant, into).isEmpty()) {
                links.pin(tenant, into, pin.get());
            }
            links.unpin(tenant, from);
        }
    }

    private void endSessions(String tenant, String userId, String reason) {
        Instant now = clock.instant();
        revocations.revoke(tenant, userId, now);
        audit.on(new AuditEvent.SessionsRevoked(now, tenant, userId, reason));
    }

    private User get(String tenant, String userId) {
        return users.find(tenant, userId).orElseThrow(() -> new StoreException.NotFound("User " + userId));
    }

    /** A connection of another tenant speaks of nobody here. */
    private void requireConnection(String tenant, String id) {
        if (connections.find(id).filter(found -> found.tenant().equals(tenant)).isEmpty()) {
            throw new StoreException.NotFound("Connection " + id);
        }
    }

    private AuditEvent event(LinkAction action, Key identity, String userId, String actor) {
        return new AuditEvent.LinkChanged(
                clock.instant(),
                identity.tenant(),
                identity.connection(),
                action,
                LoginException.bounded(identity.subject()),
                userId,
                bounded(actor));
    }

    private static String bounded(String actor) {
        return LoginException.bounded(actor);
    }
}
