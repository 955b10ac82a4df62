package io.ssokit.launch;

import io.ssokit.connection.IdpConnection;
import io.ssokit.internal.RandomToken;
import io.ssokit.launch.LaunchClaims.SignIn;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.session.SsoSession.Launched;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the session of a link. Thread-safe. */
final class LaunchedSessions {
    /** In place of connection and protocol where no sign-in is behind the link. */
    static final String NO_SIGN_IN = IdpConnection.LAUNCHED;

    private final IdentityLinks links;

    LaunchedSessions(IdentityLinks links) {
        this.links = links;
    }

    /** @param current the live session of this browser, of the same person */
    SsoSession session(VerifiedLaunch launch, Optional<SsoSession> current, Instant now) {
        Instant end = end(launch, current, now);
        Launched launched = new Launched(launch.target().id(), launch.profile().name());
        return current.map(session -> continued(session, launch, now, end, launched))
                .orElseGet(() -> fresh(launch, now, end, launched));
    }

    /** The life of the link never counts: only the session's own bound and the end of the sign-in behind it. */
    private static Instant end(VerifiedLaunch launch, Optional<SsoSession> current, Instant now) {
        Instant own = now.plus(launch.sessionLifetime());
        Instant signIn = launch.claims().signIn().map(SignIn::endsAt).orElse(own);
        Instant browser = current.map(SsoSession::expiresAt).orElse(own);
        return List.of(own, signIn, browser).stream().min(Instant::compareTo).orElse(own);
    }

    private static SsoSession continued(
            SsoSession session, VerifiedLaunch launch, Instant now, Instant end, Launched launched) {
        User user = launch.user();
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
                launch.groups(),
                session.tags(),
                session.authenticatedAt(),
                now,
                end,
                session.idpSessionIndex(),
                Optional.of(launched),
                session.authn(),
                session.renewal());
    }

    private SsoSession fresh(VerifiedLaunch launch, Instant now, Instant end, Launched launched) {
        User user = launch.user();
        Optional<SignIn> signIn = launch.claims().signIn();
        return new SsoSession(
                signIn.map(SignIn::sessionId).orElseGet(RandomToken::bits128),
                user.tenant(),
                signIn.map(SignIn::connection).orElse(NO_SIGN_IN),
                signIn.map(SignIn::protocol).orElse(NO_SIGN_IN),
                signIn.flatMap(from -> subject(user, from.connection())).orElse(user.id()),
                Optional.empty(),
                user.id(),
                user.userName(),
                user.email(),
                user.label(),
                launch.groups(),
                SessionTags.NONE,
                signIn.map(SignIn::authenticatedAt).orElse(now),
                now,
                end,
                signIn.flatMap(SignIn::idpSessionIndex),
                Optional.of(launched),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }

    /** The subject may be an e-mail address, so the link does not carry it. */
    private Optional<String> subject(User user, String connection) {
        List<String> subjects = links.linksOf(user.tenant(), user.id()).stream()
                .filter(link -> link.connection().equals(connection))
                .map(IdentityLinks.Key::subject)
                .toList();
        return subjects.size() == 1 ? Optional.of(subjects.get(0)) : Optional.empty();
    }
}
