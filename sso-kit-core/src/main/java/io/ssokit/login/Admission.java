package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditEvent.JitAction;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.session.EndedSessions;
import io.ssokit.session.SsoSession;
import io.ssokit.store.Stores;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last room of every sign-in: ids are used up, the person is let in or not, and gets a session. Thread-safe. */
final class Admission {
    private final Stores stores;
    private final JitProvisioner jit;
    private final SessionMaker sessions;
    private final IndexedSessions index;
    private final Clock clock;
    private final AuditListener audit;
    private final ReturnTo returnTo;
    private final Engines engines;
    private final Grants grants;

    Admission(LoginFlow.Parts parts, ReturnTo returnTo, IndexedSessions index) {
        this.stores = parts.stores();
        this.jit = new JitProvisioner(parts);
        this.sessions = new SessionMaker(parts.stores().users(), parts.sessionLifetime());
        this.index = index;
        this.clock = parts.clock();
        this.audit = parts.audit();
        this.returnTo = returnTo;
        this.engines = new Engines(parts);
        this.grants = new Grants(parts.sealed());
    }

    /** Takes ids of answers to {@code connection}. */
    LoginEngine.Once once(IdpConnection connection) {
        return (purpose, id, until) -> {
            // The store bounds the length of an id, an identity provider does not: a long one is taken by its hash.
            String key = connection.id() + ":" + id;
            if (!stores.oneTime().take(purpose, OneTimeKeys.bounded(key), until)) {
                throw LoginException.of(
                        LoginError.REPLAYED, "an id that was never seen", "a " + purpose + " id seen before");
            }
        };
    }

    /**
     * Signs somebody in.
     *
     * @param identity what an engine has verified
     * @param landing a path that {@link ReturnTo} has accepted
     * @param startedAt when the sign-in began: a logout since then means it too
     * @param now when the answer came in
     * @throws LoginException if the person is not let in
     */
    LoginReply.SignedIn signIn(
            IdpConnection connection,
            Identity identity,
            String landing,
            Instant startedAt,
            Instant now,
            List<ReplyCookie> cookies) {
        Applicant applicant = Applicant.of(connection, identity, now);
        User user = jit.admit(applicant, (action, changed) -> changed(connection, action, changed, now));
        SsoSession session = grants.with(
                sessions.session(applicant, user),
                connection,
                engines.of(connection),
                identity.evidence().refreshToken(),
                now);
        requireLive(session);
        index.remember(connection, session, startedAt);
        audit.on(new AuditEvent.SignedIn(
                now, connection.tenant(), connection.id(), user.id(), user.userName(), problems(identity)));
        return new LoginReply.SignedIn(session, identity, returnTo.landing(landing), List.copyOf(cookies));
    }

    /**
     * Signs in somebody whom the app itself has authenticated.
     *
     * @throws LoginException if the person is unknown, deactivated, or pinned to a connection
     */
    LoginReply.SignedIn signIn(LocalSignIn who, String landing, Instant now) {
        User user = stores.users()
                .find(who.tenant(), who.userId())
                .orElseThrow(() ->
                        LoginException.of(LoginError.USER_UNKNOWN, "a person of this tenant", "user " + who.userId()));
        LinkRules.requireActive(user);
        if (who.breakGlass().isEmpty()) {
            requireLocal(user);
        }
        SsoSession session = sessions.local(user, now);
        requireLive(session);
        Optional<String> why = who.breakGlass().map(LoginException::bounded);
        audit.on(new AuditEvent.SignedInLocally(now, user.tenant(), user.id(), user.userName(), why));
        return new LoginReply.SignedIn(session, Identity.local(user, now), returnTo.landing(landing), List.of());
    }

    private void requireLocal(User user) {
        stores.links().pinOf(user.tenant(), user.id()).flatMap(Pin::connection).ifPresent(id -> {
            throw LoginException.of(
                    LoginError.PINNED_ELSEWHERE,
                    "a sign-in by connection " + id + ", which user " + user.id() + " is pinned to",
                    "one by the app's own login, without break-glass");
        });
    }

    private void changed(IdpConnection connection, JitAction action, User user, Instant now) {
        audit.on(new AuditEvent.JitProvisioned(
                now, connection.tenant(), connection.id(), action, user.id(), user.userName()));
        if (action == JitAction.CREATED && connection.trust().jit().pinUser()) {
            audit.on(new AuditEvent.PinChanged(
                    now, connection.tenant(), user.id(), Optional.of(connection.id()), "sign-in"));
        }
    }

    /**
     * Lets somebody stay.
     *
     * @param renewed what the identity provider says now
     * @param now when it was asked
     * @return the session from now on
     * @throws LoginException if it says another person, or one who is not let in any more
     */
    SsoSession stay(IdpConnection connection, SsoSession session, LoginEngine.Renewed renewed, Instant now) {
        SsoSession next = renewed.identity().isPresent()
                ? refreshed(connection, session, renewed.identity().get(), now)
                : confirmed(session);
        SsoSession granted = grants.with(next, connection, engines.of(connection), Optional.of(renewed.grant()), now);
        requireLive(granted);
        return granted;
    }

    private SsoSession refreshed(IdpConnection connection, SsoSession session, Identity identity, Instant now) {
        // OpenID Connect Core 12.2: the person of the sign-in, whatever an engine makes of the answer.
        if (!identity.subject().equals(session.subject())) {
            throw LoginException.of(LoginError.SUBJECT, "the subject of the sign-in", "another one");
        }
        Applicant applicant = Applicant.of(connection, identity, now);
        User user = jit.admit(applicant, (action, changed) -> changed(connection, action, changed, now));
        if (!user.id().equals(session.userId())) {
            throw LoginException.of(
                    LoginError.LINK_COLLISION,
                    "user " + session.userId(),
                    "user " + user.id() + " of the same subject");
        }
        return sessions.renewed(session, applicant, user);
    }

    private SsoSession confirmed(SsoSession session) {
        User user = stores.users()
                .find(session.tenant(), session.userId())
                .orElseThrow(() -> LoginException.of(
                        LoginError.USER_DELETED, "the person of the sign-in", "user " + session.userId()));
        LinkRules.requireActive(user);
        return session;
    }

    private static List<String> problems(Identity identity) {
        List<String> all = new ArrayList<>(identity.evidence().problems());
        all.addAll(identity.tags().problems());
        return List.copyOf(all);
    }

    /** A session that is dead from the start would send its browser round and round: a page instead. */
    private void requireLive(SsoSession session) {
        if (session.isExpiredAt(clock.instant())) {
            throw LoginException.of(
                    LoginError.EXPIRED, "a session that lasts longer", "one that ended at " + session.expiresAt());
        }
        EndedSessions ended = stores.revocations().ended(session.tenant(), session.userId());
        if (ended.contains(session)) {
            // Switched off while the sign-in was under way, or by a node whose clock is ahead of this one's.
            throw LoginException.of(
                    LoginError.USER_DEACTIVATED,
                    "a sign-in that began after the person's sessions were ended",
                    "sessions ended at " + ended.epoch().map(Instant::toString).orElse("another time"));
        }
    }
}
