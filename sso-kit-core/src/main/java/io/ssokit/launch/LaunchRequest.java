package io.ssokit.launch;

import io.ssokit.session.SsoSession;
import java.time.Duration;
import java.util.Optional;

/**
 * Which link to make, shaped like SageMaker's CreatePresignedDomainUrl. Immutable; {@link Launcher#presign} checks it.
 *
 * @param target the target's id
 * @param tenant the customer of the person who will be signed in
 * @param userId that person's id in the user store
 * @param session the sign-in behind the link; it caps the launched session
 * @param profile the profile to open; empty for the one of the person's user name
 * @param urlLifetime how long the link may be redeemed, 5-300 seconds
 * @param sessionLifetime how long the launched session lasts at most, 1,800-43,200 seconds
 * @param landing path below the target's own, with query; empty for the target's own page
 */
public record LaunchRequest(
        String target,
        String tenant,
        String userId,
        Optional<SsoSession> session,
        Optional<LaunchProfile> profile,
        Duration urlLifetime,
        Duration sessionLifetime,
        String landing) {
    private static final Duration DEFAULT_URL = Duration.ofMinutes(5);
    private static final Duration DEFAULT_SESSION = Duration.ofHours(12);

    public LaunchRequest {
        if (session.filter(s -> !s.tenant().equals(tenant) || !s.userId().equals(userId))
                .isPresent()) {
            throw new IllegalArgumentException("the session is another person's");
        }
    }

    /** Starts a request for this target. */
    public static Builder to(String target) {
        return new Builder(target);
    }

    /** Fills in a request; {@link #as} or {@link #forUser} ends it. Not thread-safe. */
    public static final class Builder {
        private final String target;
        private Optional<LaunchProfile> profile = Optional.empty();
        private Duration urlLifetime = DEFAULT_URL;
        private Duration sessionLifetime = DEFAULT_SESSION;
        private String landing = "";

        private Builder(String target) {
            this.target = target;
        }

        /** The profile to open instead of the one of the person's user name. */
        public Builder profile(LaunchProfile value) {
            this.profile = Optional.of(value);
            return this;
        }

        /** How long the link may be redeemed: 5-300 seconds, 300 unless told otherwise. */
        public Builder urlLifetime(Duration value) {
            this.urlLifetime = value;
            return this;
        }

        /** How long the launched session lasts at most: 1,800-43,200 seconds, 43,200 unless told otherwise. */
        public Builder sessionLifetime(Duration value) {
            this.sessionLifetime = value;
            return this;
        }

        /** Where to land: a path below the target's own, with query. */
        public Builder landing(String relative) {
            this.landing = relative;
            return this;
        }

        /** For the person of this session; the launched session ends with it at the latest. */
        public LaunchRequest as(SsoSession session) {
            return request(session.tenant(), session.userId(), Optional.of(session));
        }

        /** For a person who need not be signed in. Whether the caller may do that is for the caller to check. */
        public LaunchRequest forUser(String tenant, String userId) {
            return request(tenant, userId, Optional.empty());
        }

        private LaunchRequest request(String tenant, String userId, Optional<SsoSession> session) {
            return new LaunchRequest(target, tenant, userId, session, profile, urlLifetime, sessionLifetime, landing);
        }
    }
}
