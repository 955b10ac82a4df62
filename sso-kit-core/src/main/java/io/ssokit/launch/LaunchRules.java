package io.ssokit.launch;

import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LaunchError;
import io.ssokit.session.EndedSessions;
import io.ssokit.session.SsoSession;
import io.ssokit.store.Stores;
import io.ssokit.user.Group;
import io.ssokit.user.User;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What holds for every link, when it is made and again when it is opened. Each method passes or refuses. */
record LaunchRules(
        ServiceProvider serviceProvider,
        Optional<IdpConnectionStore> connections,
        Stores stores,
        Map<String, LaunchTarget> targets) {
    // SageMaker CreatePresignedDomainUrl: ExpiresInSeconds 5-300, SessionExpirationDurationInSeconds 1800-43200.
    static final Duration MIN_URL = Duration.ofSeconds(5);
    static final Duration MAX_URL = Duration.ofSeconds(300);
    static final Duration MIN_SESSION = Duration.ofSeconds(1800);
    static final Duration MAX_SESSION = Duration.ofSeconds(43_200);
    private static final Duration CLOCKS_APART = Duration.ofSeconds(30);

    void lifetimes(Duration url, Duration session) {
        within("url-lifetime", url, MIN_URL, MAX_URL);
        within("session-lifetime", session, MIN_SESSION, MAX_SESSION);
    }

    void issuer(LaunchClaims claims) {
        if (!claims.issuer().equals(issuer())) {
            throw new LaunchRefusal(LaunchError.SIGNATURE, "made by another app that has the same key");
        }
    }

    void times(LaunchClaims claims, Instant now) {
        if (claims.issuedAt().isAfter(now.plus(CLOCKS_APART))) {
            throw new LaunchRefusal(LaunchError.NOT_YET_VALID, "made at " + claims.issuedAt());
        }
        if (!claims.expiresAt().isAfter(now)) {
            throw new LaunchRefusal(LaunchError.EXPIRED, "expired at " + claims.expiresAt());
        }
        if (claims.expiresAt().isAfter(claims.issuedAt().plus(MAX_URL))) {
            throw new LaunchRefusal(LaunchError.LIFETIME, "lives longer than " + MAX_URL.toSeconds() + " s");
        }
        if (claims.signIn().filter(from -> !from.endsAt().isAfter(now)).isPresent()) {
            throw new LaunchRefusal(LaunchError.EXPIRED, "the sign-in behind the link is over");
        }
    }

    LaunchTarget target(String id) {
        LaunchTarget target = targets.get(id);
        if (target == null) {
            throw new LaunchRefusal(LaunchError.UNKNOWN_TARGET, "no target of this id");
        }
        return target;
    }

    User activeUser(String tenant, String userId) {
        User user = stores.users()
                .find(tenant, userId)
                .orElseThrow(() -> new LaunchRefusal(LaunchError.USER_DEACTIVATED, "no user " + userId));
        if (!user.active()) {
            throw new LaunchRefusal(LaunchError.USER_DEACTIVATED, "user " + userId + " is not active");
        }
        return user;
    }

    /** Provisioning, an administrator or the identity provider may have ended everything since. */
    void notEndedSince(String tenant, String userId, Instant began, Optional<String> session) {
        EndedSessions ended = stores.revocations().ended(tenant, userId);
        if (ended.epoch().filter(epoch -> !began.isAfter(epoch)).isPresent()) {
            throw new LaunchRefusal(
                    LaunchError.USER_DEACTIVATED, "revoked at " + ended.epoch().get());
        }
        if (session.filter(ended.ids()::contains).isPresent()) {
            throw new LaunchRefusal(LaunchError.EXPIRED, "the sign-in behind the link was ended by signing out");
        }
    }

    /** A link must not outlive the session it was made in. */
    void live(SsoSession session, Instant now) {
        if (session.isExpiredAt(now)) {
            throw new LaunchRefusal(LaunchError.NOT_ALLOWED, "the session that asks is over");
        }
        notEndedSince(session.tenant(), session.userId(), session.startedAt(), Optional.of(session.id()));
    }

    boolean isLive(SsoSession session, Instant now) {
        return !session.isExpiredAt(now)
                && !stores.revocations()
                        .ended(session.tenant(), session.userId())
                        .contains(session);
    }

    /** The groups as they are now, from provisioning and from the last assertion. */
    Set<String> groups(User user) {
        Set<String> groups = new TreeSet<>(user.assertedGroups());
        stores.users().groupsOf(user.tenant(), user.id()).stream()
                .map(Group::displayName)
                .forEach(groups::add);
        return groups;
    }

    void admitted(LaunchTarget target, Set<String> groups) {
        if (!target.admits(groups)) {
            throw new LaunchRefusal(
                    LaunchError.NOT_ALLOWED, "target " + target.id() + " is for members of any of " + target.groups());
        }
    }

    /** The connection that somebody has signed in by may lead to some targets only; one that is gone leads to none. */
    void reachable(LaunchTarget target, Optional<String> connection) {
        boolean open = connections.isEmpty()
                || connection.map(id -> leadsTo(target, id)).orElse(true);
        if (!open) {
            throw new LaunchRefusal(
                    LaunchError.NOT_ALLOWED, "target " + target.id() + " is not among the apps of the connection");
        }
    }

    private boolean leadsTo(LaunchTarget target, String connection) {
        return connections
                .flatMap(store -> store.find(connection))
                .map(found -> found.trust().apps().admits(target.id()))
                .orElseGet(() -> Launcher.isNoConnection(connection));
    }

    URI landing(LaunchTarget target, String relative) {
        return Landing.below(serviceProvider, target, relative)
                .orElseThrow(() -> new LaunchRefusal(
                        LaunchError.LANDING, "not a plain path below " + target.landing() + " of " + target.id()));
    }

    /** The link that carries this token; one parameter, so that nothing of it is unsigned. */
    URI url(String token) {
        if (token.length() > LaunchTokens.MAX) {
            throw new LaunchRefusal(
                    LaunchError.LANDING, "the link would be longer than " + LaunchTokens.MAX + " characters");
        }
        return serviceProvider.at("/sso/launch?token=" + token);
    }

    String issuer() {
        return serviceProvider.baseUrl().toString();
    }

    private static void within(String what, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new LaunchRefusal(
                    LaunchError.LIFETIME,
                    what + " of " + value + " is outside " + min.toSeconds() + "-" + max.toSeconds() + " s");
        }
    }
}
