package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.internal.Sealed;
import io.ssokit.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A browser's way from a protected page to the identity provider and back. Knows no protocol: the connection's
 * {@link LoginEngine} speaks it. Every refusal becomes a page with a reference and one audit event under that reference.
 * Immutable and thread-safe.
 *
 * <p>Journey: {@link #demand} or {@link #login} → {@link #start} → identity provider → {@link #finish}.
 */
public final class LoginFlow {
    private static final Logger LOG = LoggerFactory.getLogger(LoginFlow.class);

    private final Engines engines;
    private final Clock clock;
    private final AuditListener audit;
    private final AttemptCookies attempts;
    private final HomeRealm homeRealm;
    private final ReturnTo returnTo;
    private final Admission admission;
    private final LastChoice lastChoice;
    private final ThirdPartyLogin thirdParty;
    private final Apps apps;
    private final Starts starts;

    /**
     * What the flow is made of.
     *
     * @param serviceProvider our side
     * @param connections whom we trust
     * @param engines one per protocol
     * @param stores where people, links and used ids are kept
     * @param sealed seals open attempts into cookies; the same on all nodes
     * @param sessionLifetime how long a session lasts at most
     * @param clock the only source of time
     * @param audit told what happens
     * @param resolver the app's own word on who signs in
     * @param ways what there is beside the connections
     */
    public record Parts(
            ServiceProvider serviceProvider,
            IdpConnectionStore connections,
            List<LoginEngine> engines,
            Stores stores,
            Sealed sealed,
            Duration sessionLifetime,
            Clock clock,
            AuditListener audit,
            LoginResolver resolver,
            Ways ways) {
        /** Parts of an app that has neither a login of its own nor anything to launch. */
        public Parts(
                ServiceProvider serviceProvider,
                IdpConnectionStore connections,
                List<LoginEngine> engines,
                Stores stores,
                Sealed sealed,
                Duration sessionLifetime,
                Clock clock,
                AuditListener audit,
                LoginResolver resolver) {
            this(
                    serviceProvider,
                    connections,
                    engines,
                    stores,
                    sealed,
                    sessionLifetime,
                    clock,
                    audit,
                    resolver,
                    Ways.NONE);
        }
    }

    /**
     * What people may be sent to beside the connections and this app's pages.
     *
     * @param localLogin the path of the app's own login below the base URL
     * @param apps the launch targets
     */
    public record Ways(Optional<String> localLogin, AppLinks apps) {
        /** Nothing. */
        public static final Ways NONE = new Ways(Optional.empty(), AppLinks.NONE);
    }

    /** @param parts what the flow is made of */
    public LoginFlow(Parts parts) {
        this.engines = new Engines(parts);
        this.clock = parts.clock();
        this.audit = parts.audit();
        this.attempts = AttemptCookies.ofLogins(parts.serviceProvider(), parts.sealed());
        this.returnTo = new ReturnTo(parts.serviceProvider());
        this.lastChoice = new LastChoice(parts.serviceProvider());
        this.homeRealm = new HomeRealm(parts, lastChoice);
        this.thirdParty = new ThirdPartyLogin(engines, returnTo, parts.serviceProvider());
        this.apps = new Apps(parts.ways().apps());
        this.starts = new Starts(engines, attempts, returnTo, clock);
        this.admission = new Admission(parts, returnTo, new IndexedSessions(parts, engines));
    }

    /**
     * A protected page was asked for without a session.
     *
     * @param page the page's path and query
     */
    public LoginReply demand(String page) {
        return homeRealm.demand(returnTo.orStart(Optional.of(page)));
    }

    /** {@code /sso/login}: the chooser, or the way of the person whose name or address is in {@code ?email=}. */
    public LoginReply login(LoginRequest request) {
        try {
            String landing = returnTo.orStart(request.queryValue("returnTo"));
            return homeRealm.choose(request.queryValue("email"), landing, request);
        } catch (SsoException failed) {
            return refuse(Optional.empty(), Refusal.of(failed), List.of());
        }
    }

    /**
     * {@code /sso/start/{connection}}: begins an attempt and sends the browser to the identity provider. {@code ?app=}
     * names a launch target to open afterwards.
     */
    public LoginReply start(String connectionId, LoginRequest request) {
        return guarded(
                connectionId,
                List.of(),
                connection -> starts.start(
                        connection,
                        request,
                        new Starts.Goal(
                                returnTo.orStart(request.queryValue("returnTo")), apps.wanted(connection, request)),
                        LoginHint.of(request.queryValue("email"), connection),
                        List.of()));
    }

    /**
     * {@code /sso/initiate}: a sign-in that the identity provider or another site begins (OpenID Connect Core 4), with
     * {@code iss}, and perhaps {@code login_hint} and {@code target_link_uri}. It starts a sign-in and does nothing else,
     * wherever the request comes from.
     *
     * @param connectionId decides where several connections have one issuer
     */
    public LoginReply initiate(Optional<String> connectionId, LoginRequest request) {
        return guarded(() -> thirdParty.connection(connectionId, request), List.of(), connection -> {
            Instant now = clock.instant();
            Starts.Goal goal = new Starts.Goal(
                    thirdParty.landing(connection, request), apps.allowed(connection, Optional.empty()));
            Optional<String> hint = thirdParty.hint(connection, request);
            ReplyCookie counted = starts.counted(request, now, "sign-ins begun for us again and again");
            return starts.start(connection, request, goal, hint, List.of(counted));
        });
    }

    /** The callback of a connection: verifies what came and signs the person in, or refuses. */
    public LoginReply finish(String connectionId, LoginRequest request) {
        List<ReplyCookie> cookies = new ArrayList<>();
        return guarded(connectionId, cookies, connection -> finish(connection, request, cookies));
    }

    /**
     * Signs in somebody whom the app itself has authenticated. No identity provider is asked, nor any connection: it works when
     * all of them are down. Refused, with an audit event, are people who are unknown or deactivated, and people who are pinned
     * to a connection unless {@link LocalSignIn#breakGlass} says why not.
     */
    public LoginReply signIn(LocalSignIn who) {
        try {
            return admission.signIn(who, returnTo.orStart(who.returnTo()), clock.instant());
        } catch (SsoException failed) {
            return refuse(who.tenant(), IdpConnection.LOCAL, Refusal.of(failed), List.of());
        }
    }

    /** Our own description for the identity provider of this connection. */
    public LoginReply metadata(String connectionId) {
        return guarded(
                connectionId,
                List.of(),
                connection -> engines.of(connection)
                        .metadata(connection)
                        .<LoginReply>map(found -> new LoginReply.Document(found.contentType(), found.body(), List.of()))
                        .orElseThrow(() -> Engines.unknown(connectionId)));
    }

    /** The edge refuses what came to a connection before any engine sees it, for example because it is too large to read. */
    public LoginReply refuse(String connectionId, LoginException why) {
        return guarded(connectionId, List.of(), connection -> {
            throw why;
        });
    }

    private LoginReply finish(IdpConnection connection, LoginRequest request, List<ReplyCookie> cookies) {
        Starts.requireEnabled(connection);
        Instant now = clock.instant();
        LoginEngine engine = engines.of(connection);
        Optional<String> handle = engine.handle(connection, request);
        Optional<PendingLogin> found = handle.flatMap(h -> attempts.find(h, request, now));
        if (found.isEmpty()) {
            return withoutAttempt(connection, request, returnTo.orStart(handle), now);
        }
        PendingLogin attempt = found.get();
        // An attempt ends with its cookie, whatever comes of it.
        cookies.add(attempts.close(attempt.handle()));
        attempts.bouncesOver(request).ifPresent(cookies::add);
        if (!attempt.connection().equals(connection.id())) {
            throw LoginException.of(
                    LoginError.ATTEMPT_UNKNOWN,
                    "an answer at the callback of connection " + attempt.connection(),
                    "an answer at the callback of connection " + connection.id());
        }
        Optional<String> app = apps.allowed(connection, attempt.app());
        Identity identity = engine.finish(new LoginEngine.Callback(
                connection,
                request,
                attempt.handle(),
                attempt.memory(),
                attempt.startedAt(),
                now,
                admission.once(connection)));
        List<ReplyCookie> more = withLastChoice(connection, cookies);
        return apps.open(
                connection,
                admission.signIn(connection, identity, attempt.returnTo(), attempt.startedAt(), now, more),
                app);
    }

    private List<ReplyCookie> withLastChoice(IdpConnection connection, List<ReplyCookie> cookies) {
        List<ReplyCookie> all = new ArrayList<>(cookies);
        if (connection.trust().apps().signIn() && connection.trust().showOnLogin()) {
            all.add(lastChoice.remember(connection.id()));
        }
        return all;
    }

    /** SAML Profiles 4.1.5: an answer to no request, or one whose attempt is over or in another browser. */
    private LoginReply withoutAttempt(IdpConnection connection, LoginRequest request, String landing, Instant now) {
        if (!engines.of(connection).isUnsolicited(request)) {
            throw LoginException.of(
                    LoginError.ATTEMPT_UNKNOWN, "an attempt that is open in this browser", "an answer to none of them");
        }
        return switch (idpInitiated(connection)) {
            case BOUNCE -> bounce(connection, request, landing, now);
            case REJECT ->
                throw LoginException.of(
                        LoginError.UNSOLICITED, "an answer to a request of ours", "a response without InResponseTo");
            case ALLOW -> unsolicited(connection, request, landing, now);
        };
    }

    private static IdpInitiated idpInitiated(IdpConnection connection) {
        return connection instanceof SamlConnection saml ? saml.idpInitiated() : IdpInitiated.BOUNCE;
    }

    /** What came is dropped: it signs nobody in. */
    private LoginReply bounce(IdpConnection connection, LoginRequest request, String landing, Instant now) {
        ReplyCookie counted = starts.counted(request, now, "unsolicited responses again and again");
        Starts.Goal goal = new Starts.Goal(landing, apps.allowed(connection, Optional.empty()));
        audit.on(new AuditEvent.SignInBounced(now, connection.tenant(), connection.id()));
        return starts.start(connection, request, goal, Optional.empty(), List.of(counted));
    }

    private LoginReply unsolicited(IdpConnection connection, LoginRequest request, String landing, Instant now) {
        Optional<String> app = apps.allowed(connection, Optional.empty());
        Identity identity = engines.of(connection)
                .finishUnsolicited(new LoginEngine.Unsolicited(connection, request, now, admission.once(connection)));
        List<ReplyCookie> cookies = withLastChoice(
                connection, attempts.bouncesOver(request).stream().toList());
        LoginReply.SignedIn signedIn = admission.signIn(
                connection,
                identity,
                landing,
                // Nobody has started it here; it is no younger than the sign-in at the identity provider.
                identity.authenticatedAt(),
                now,
                cookies);
        return apps.open(connection, signedIn, app);
    }

    /** The steps of one request against one connection. */
    @FunctionalInterface
    private interface Step {
        LoginReply with(IdpConnection connection);
    }

    private LoginReply guarded(String connectionId, List<ReplyCookie> cookies, Step step) {
        return guarded(() -> engines.get(connectionId), cookies, step);
    }

    /** The one place where failures become replies and audit events. */
    private LoginReply guarded(Supplier<IdpConnection> find, List<ReplyCookie> cookies, Step step) {
        Optional<IdpConnection> connection = Optional.empty();
        try {
            IdpConnection found = find.get();
            connection = Optional.of(found);
            return step.with(found);
        } catch (SsoException failed) {
            return refuse(connection, Refusal.of(failed), cookies);
        }
    }

    private LoginReply refuse(Optional<IdpConnection> connection, LoginException refused, List<ReplyCookie> cookies) {
        String tenant = connection.map(IdpConnection::tenant).orElse(Refusal.NOBODY);
        String id = connection.map(IdpConnection::id).orElse(Refusal.NOBODY);
        return refuse(tenant, id, refused, cookies);
    }

    private LoginReply refuse(String tenant, String id, LoginException refused, List<ReplyCookie> cookies) {
        String reference = Refusal.reference();
        audit.on(new AuditEvent.SignInRefused(
                clock.instant(),
                tenant,
                id,
                reference,
                refused.error(),
                refused.expected(),
                refused.received(),
                refused.fix()));
        LOG.info("sign-in {} by connection {} refused: {}", reference, id, refused.error());
        if (refused.error() == LoginError.RESOLVER_FAILED) {
            LOG.error("sign-in {}: the app's resolver failed", reference, refused.getCause());
        }
        return new LoginReply.Refused(
                refused.error(),
                refused.names(),
                reference,
                Optional.of(homeRealm.loginPage(returnTo.start())),
                homeRealm.localLogin(returnTo.start()),
                List.copyOf(cookies));
    }
}
