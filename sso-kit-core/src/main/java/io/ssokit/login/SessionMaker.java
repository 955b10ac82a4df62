package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.internal.RandomToken;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Group;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes the session of somebody who was admitted. Thread-safe. */
final class SessionMaker {
    private final UserStore users;
    private final Duration lifetime;

    SessionMaker(UserStore users, Duration lifetime) {
        this.users = users;
        this.lifetime = lifetime;
    }

    /**
     * The session begins when the callback came in: before the person's record was read, so that a revocation in between
     * wins.
     */
    SsoSession session(Applicant applicant, User user) {
        IdpConnection connection = applicant.connection();
        Identity identity = applicant.identity();
        Instant now = applicant.now();
        Instant ours = now.plus(lifetime);
        // SAML Core 2.7.2: SessionNotOnOrAfter is when the session must end at the latest.
        Instant end = identity.sessionNotOnOrAfter().filter(ours::isAfter).orElse(ours);
        return new SsoSession(
                RandomToken.bits128(),
                connection.tenant(),
                connection.id(),
                connection.protocol(),
                identity.subject(),
                identity.nameId(),
                user.id(),
                user.userName(),
                user.email(),
                user.label(),
                groups(applicant.profile(), user),
                identity.tags(),
                now,
                now,
                end,
                identity.sessionIndex(),
                Optional.empty(),
                identity.evidence().authn(),
                Optional.empty());
    }

    /** The session of somebody whom the app itself has authenticated: no identity provider asserts anything of them. */
    SsoSession local(User user, Instant now) {
        return new SsoSession(
                RandomToken.bits128(),
                user.tenant(),
                IdpConnection.LOCAL,
                IdpConnection.LOCAL,
                user.id(),
                Optional.empty(),
                user.id(),
                user.userName(),
                user.email(),
                user.label(),
                provisionedGroups(user),
                SessionTags.NONE,
                now,
                now,
                now.plus(lifetime),
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }

    /**
     * The session of somebody who may stay: the same sign-in, with what is known of the person now. Never longer than before.
     *
     * @param applicant what the identity provider says now
     */
    SsoSession renewed(SsoSession session, Applicant applicant, User user) {
        Identity identity = applicant.identity();
        Instant end = identity.sessionNotOnOrAfter()
                .filter(session.expiresAt()::isAfter)
                .orElse(session.expiresAt());
        SsoSession.Authn authn = identity.evidence().authn();
        // What a launch link opened has the groups and tags of its profile.
        boolean launched = session.launch().isPresent();
        return new SsoSession(
                session.id(),
                session.tenant(),
                session.connection(),
                session.protocol(),
                session.subject(),
                session.nameId(),
                user.id(),
                user.userName(),
                user.email(),
                user.label(),
                launched ? session.groups() : groups(applicant.profile(), user),
                launched ? session.tags() : identity.tags(),
                session.authenticatedAt(),
                session.startedAt(),
                end,
                session.idpSessionIndex(),
                session.launch(),
                authn.equals(SsoSession.Authn.UNKNOWN) ? session.authn() : authn,
                session.renewal());
    }

    /** What is asserted now, never what an earlier sign-in has left behind. */
    private Set<String> groups(Profile profile, User user) {
        Set<String> groups = new TreeSet<>(profile.groups());
        groups.addAll(provisionedGroups(user));
        return groups;
    }

    private Set<String> provisionedGroups(User user) {
        return users.groupsOf(user.tenant(), user.id()).stream()
                .map(Group::displayName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
