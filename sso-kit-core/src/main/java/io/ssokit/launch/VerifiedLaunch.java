package io.ssokit.launch;

import io.ssokit.session.SsoSession;
import io.ssokit.user.User;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A link whose signature, times, person and target have been checked, but which is not redeemed. Only {@link Launcher}
 * makes it. Immutable.
 */
public final class VerifiedLaunch {
    private final LaunchClaims claims;
    private final LaunchTarget target;
    private final User user;
    private final Set<String> groups;
    private final URI landing;

    VerifiedLaunch(LaunchClaims claims, LaunchTarget target, User user, Set<String> groups, URI landing) {
        this.claims = claims;
        this.target = target;
        this.user = user;
        this.groups = Set.copyOf(groups);
        this.landing = landing;
    }

    /** Names the link in audit events. */
    public String launchId() {
        return claims.launchId();
    }

    /** What it opens. */
    public LaunchTarget target() {
        return target;
    }

    /** Which profile it opens. */
    public LaunchProfile profile() {
        return claims.profile();
    }

    /** Who will be signed in, as the store has them now. */
    public User user() {
        return user;
    }

    /** Where the browser goes afterwards. */
    public URI landing() {
        return landing;
    }

    /** From then on the link is refused. */
    public Instant expiresAt() {
        return claims.expiresAt();
    }

    /** How long the launched session lasts at most. */
    public Duration sessionLifetime() {
        return claims.sessionLifetime();
    }

    Set<String> groups() {
        return groups;
    }

    boolean isFor(SsoSession session) {
        return session.tenant().equals(claims.tenant()) && session.userId().equals(claims.userId());
    }

    LaunchClaims claims() {
        return claims;
    }

    @Override
    public String toString() {
        return "VerifiedLaunch[" + launchId() + "]";
    }
}
