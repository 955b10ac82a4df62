package io.ssokit.launch;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LaunchError;
import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import io.ssokit.launch.LaunchClaims.SignIn;
import io.ssokit.session.SsoSession;
import io.ssokit.store.Stores;
import io.ssokit.user.User;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes and redeems pre-signed one-time URLs, as SageMaker's CreatePresignedDomainUrl does: {@link #presign} → the
 * browser opens {@code /sso/launch?token=…} → {@link #verify} on GET, which consumes nothing (mail scanners and previews
 * open links) → {@link #redeem} on POST, once on all nodes → a session for that profile. Every link and every refusal is
 * an audit event. Immutable and thread-safe.
 */
public final class Launcher {
    private static final String PURPOSE = "launch";
    /** Nodes whose clocks lag must not find a used link forgotten. */
    private static final Duration REMEMBER_LONGER = Duration.ofMinutes(5);

    private record Subject(String tenant, Optional<String> launchId) {
        static final Subject UNKNOWN = new Subject("-", Optional.empty());
    }

    private final LaunchRules rules;
    private final LaunchTokens tokens;
    private final LaunchedSessions sessions;
    private final Stores stores;
    private final Clock clock;
    private final AuditListener audit;

    private Launcher(Builder options) {
        Map<String, LaunchTarget> targets = Collections.unmodifiableMap(new LinkedHashMap<>(options.targets));
        this.rules = new LaunchRules(
                options.serviceProvider, Optional.ofNullable(options.connections), options.stores, targets);
        this.sessions = new LaunchedSessions(options.stores.links());
        this.tokens = new LaunchTokens(options.keys.isEmpty() ? List.of(LaunchKey.random()) : options.keys);
        this.stores = options.stores;
        this.clock = options.clock;
        this.audit = options.audit;
    }

    /** Starts a launcher whose links are below this app's base URL. */
    public static Builder builder(ServiceProvider serviceProvider, Stores stores) {
        return new Builder(serviceProvider, stores);
    }

    /** What can be launched, in the order of configuration. */
    public Collection<LaunchTarget> targets() {
        return rules.targets().values();
    }

    /**
     * Makes a link. The person must be active and, where the target asks for groups, in one of them.
     *
     * @throws LaunchException if a life time is out of bounds, the landing place is not below the target, the target is
     *     unknown, or the person may not launch it; or if a store does not answer
     */
    public PresignedUrl presign(LaunchRequest request) {
        return audited(new Subject(request.tenant(), Optional.empty()), () -> presignUnlessRefused(request));
    }

    /**
     * Checks everything but whether the link was redeemed, and consumes nothing.
     *
     * @param token the value of the link's parameter
     * @throws LaunchException if the link is refused, or a store does not answer
     */
    public VerifiedLaunch verify(String token) {
        Instant now = clock.instant();
        LaunchClaims claims = audited(Subject.UNKNOWN, () -> tokens.read(token));
        return audited(subject(claims), () -> check(claims, now));
    }

    /**
     * Redeems a link: of all callers on all nodes one gets a session, the others are refused.
     *
     * @param token the value of the link's parameter
     * @param current the session of this browser, if any. A live one of another person refuses the link without
     *     consuming it; one of the same person lends its sign-in and tags to the launched session
     * @throws LaunchException if the link is refused, or a store does not answer
     */
    public Redemption redeem(String token, Optional<SsoSession> current) {
        // Before anything is read: what is revoked from now on ends the new session.
        Instant now = clock.instant();
        LaunchClaims claims = audited(Subject.UNKNOWN, () -> tokens.read(token));
        return audited(subject(claims), () -> redeemUnlessRefused(claims, current, now));
    }

    /** Whether this stands in a session in place of a connection, because no identity provider is behind it. */
    public static boolean isNoConnection(String connection) {
        return connection.equals(LaunchedSessions.NO_SIGN_IN) || connection.equals(IdpConnection.LOCAL);
    }

    private PresignedUrl presignUnlessRefused(LaunchRequest request) {
        // Whole milliseconds, rounded down: a link never seems younger than it is.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        rules.lifetimes(request.urlLifetime(), request.sessionLifetime());
        LaunchTarget target = rules.target(request.target());
        rules.landing(target, request.landing());
        User user = rules.activeUser(request.tenant(), request.userId());
        request.session().ifPresent(session -> rules.live(session, now));
        rules.admitted(target, rules.groups(user));
        rules.reachable(target, request.session().map(SsoSession::connection));
        LaunchClaims claims = new LaunchClaims(
                rules.issuer(),
                target.id(),
                user.tenant(),
                user.id(),
                request.profile().orElseGet(() -> LaunchProfile.ofUserName(user.userName())),
                request.landing(),
                now,
                now.plus(request.urlLifetime()),
                request.sessionLifetime(),
                RandomToken.bits128(),
                request.session().map(SignIn::of));
        URI url = rules.url(tokens.sign(claims));
        audit.on(new AuditEvent.LaunchCreated(
                now,
                claims.tenant(),
                claims.launchId(),
                claims.target(),
                claims.profile().name(),
                claims.userId(),
                claims.expiresAt()));
        return new PresignedUrl(url, claims.expiresAt(), claims.launchId());
    }

    private VerifiedLaunch check(LaunchClaims claims, Instant now) {
        rules.issuer(claims);
        LaunchTarget target = rules.target(claims.target());
        rules.times(claims, now);
        User user = rules.activeUser(claims.tenant(), claims.userId());
        rules.notEndedSince(
                claims.tenant(),
                claims.userId(),
                claims.issuedAt(),
                claims.signIn().map(SignIn::sessionId));
        Set<String> groups = rules.groups(user);
        rules.admitted(target, groups);
        rules.reachable(target, claims.signIn().map(SignIn::connection));
        return new VerifiedLaunch(claims, target, user, groups, rules.landing(target, claims.landing()));
    }

    private Redemption redeemUnlessRefused(LaunchClaims claims, Optional<SsoSession> current, Instant now) {
        VerifiedLaunch launch = check(claims, now);
        Optional<SsoSession> live = current.filter(session -> rules.isLive(session, now));
        if (live.filter(session -> !launch.isFor(session)).isPresent()) {
            // Login CSRF: an attacker's link must not turn somebody's browser into the attacker's session.
            throw new LaunchRefusal(LaunchError.OTHER_PERSON, "another person is signed in here");
        }
        SsoSession session = sessions.session(launch, live, now);
        // By its random id, never by its text. The last thing that can refuse, so nothing is used up in vain.
        if (!stores.oneTime()
                .take(PURPOSE, claims.launchId(), claims.expiresAt().plus(REMEMBER_LONGER))) {
            throw new LaunchRefusal(LaunchError.USED, "redeemed before");
        }
        audit.on(new AuditEvent.LaunchRedeemed(
                now,
                claims.tenant(),
                claims.launchId(),
                claims.target(),
                claims.profile().name(),
                claims.userId()));
        return new Redemption(session, launch.landing());
    }

    private static Subject subject(LaunchClaims claims) {
        return new Subject(claims.tenant(), Optional.of(claims.launchId()));
    }

    private <T> T audited(Subject subject, Supplier<T> step) {
        try {
            return step.get();
        } catch (LaunchRefusal refusal) {
            throw refused(subject, refusal.error(), refusal.detail(), null);
        } catch (StoreException undecided) {
            // Whether a link is used or a person is active is never guessed.
            throw refused(subject, LaunchError.STORE_UNAVAILABLE, "a store did not answer", undecided);
        }
    }

    private LaunchException refused(Subject subject, LaunchError error, String detail, @Nullable Throwable cause) {
        String reference = RandomToken.bits128();
        audit.on(new AuditEvent.LaunchRefused(
                clock.instant(), subject.tenant(), subject.launchId(), error, detail, reference));
        return new LaunchException(error, detail, reference, cause);
    }

    /** The options of a launcher. Not thread-safe. */
    public static final class Builder {
        private final ServiceProvider serviceProvider;
        private final Stores stores;
        private final List<LaunchKey> keys = new ArrayList<>();
        private final Map<String, LaunchTarget> targets = new LinkedHashMap<>();
        private @Nullable IdpConnectionStore connections;
        private Clock clock = Clock.systemUTC();
        private AuditListener audit = event -> {};

        private Builder(ServiceProvider serviceProvider, Stores stores) {
            this.serviceProvider = serviceProvider;
            this.stores = stores;
        }

        /**
         * The keys, shared by all nodes. A random one unless told otherwise: then links end with this process.
         *
         * @param signing signs new links
         * @param older whose links are still accepted; drop a key five minutes after it signed its last link
         */
        public Builder keys(LaunchKey signing, LaunchKey... older) {
            keys.clear();
            keys.add(signing);
            keys.addAll(List.of(older));
            return this;
        }

        /**
         * What can be launched.
         *
         * @throws IllegalArgumentException if two have the same id
         */
        public Builder targets(Collection<LaunchTarget> some) {
            for (LaunchTarget target : some) {
                if (targets.putIfAbsent(target.id(), target) != null) {
                    throw new IllegalArgumentException("two launch targets are called " + target.id());
                }
            }
            return this;
        }

        /** Whom people sign in by: a connection may open some targets only, and one that is gone none. All open all unless told. */
        public Builder connections(IdpConnectionStore store) {
            this.connections = store;
            return this;
        }

        /** The only source of time. */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /** Told of each link and each refusal. */
        public Builder audit(AuditListener listener) {
            this.audit = listener;
            return this;
        }

        /** @throws IllegalArgumentException if two keys have the same id */
        public Launcher build() {
            return new Launcher(this);
        }
    }
}
