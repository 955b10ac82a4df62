package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditEvent.SignOutOutcome;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LogoutEngine.Arrival;
import io.ssokit.login.LogoutEngine.Demand;
import io.ssokit.login.LogoutEngine.Departure;
import io.ssokit.login.LogoutEngine.Ended;
import io.ssokit.session.SsoSession;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out: a person signs out of the app, and of the identity provider where a connection wants that; or the identity
 * provider demands that sessions end. Knows no protocol: the connection's {@link LogoutEngine} speaks it. Our own session is
 * over before anybody else is asked, so nothing that fails on the way keeps somebody signed in here. Immutable and thread-safe.
 *
 * <p>Journey: {@link #logout} → identity provider → {@link #receive}; or identity provider → {@link #receive} → identity provider.
 */
public final class LogoutFlow {
    private static final Logger LOG = LoggerFactory.getLogger(LogoutFlow.class);
    private static final String USER = "user";

    private final Engines engines;
    private final Admission admission;
    private final IndexedSessions sessions;
    private final AttemptCookies attempts;
    private final ReturnTo returnTo;
    private final Clock clock;
    private final AuditListener audit;
    private final LogoutNotices notices;
    private final Grants grants;

    /** @param parts the same as the {@link LoginFlow}'s */
    public LogoutFlow(LoginFlow.Parts parts) {
        this.engines = new Engines(parts);
        this.sessions = new IndexedSessions(parts, engines);
        this.returnTo = new ReturnTo(parts.serviceProvider());
        this.admission = new Admission(parts, returnTo, sessions);
        this.attempts = AttemptCookies.ofLogouts(parts.serviceProvider(), parts.sealed());
        this.clock = parts.clock();
        this.audit = parts.audit();
        this.notices = new LogoutNotices(engines, sessions, admission, clock, audit);
        this.grants = new Grants(parts.sealed());
    }

    /** {@code POST /sso/logout}: ends the app's own session, and asks the identity provider to end its own if that is wanted. */
    public LoginReply logout(LoginRequest request) {
        String landing = returnTo.orStart(request.formValue("returnTo"));
        Optional<SsoSession> session = request.session();
        if (session.isEmpty()) {
            return new LoginReply.SignedOut(returnTo.landing(landing), List.of());
        }
        Instant now = clock.instant();
        sessions.end(session.get(), now);
        if (session.get().connection().equals(IdpConnection.LOCAL)) {
            return new LoginReply.SignedOut(returnTo.landing(landing), List.of());
        }
        Optional<IdpConnection> connection = Optional.empty();
        try {
            // A connection of this id may be another tenant's by now: its identity provider is told of nobody.
            connection = engines.find(session.get().connection())
                    .filter(found -> found.tenant().equals(session.get().tenant()));
            Optional<LoginReply> onward =
                    connection.flatMap(found -> onward(found, session.get(), landing, request, now));
            return onward.orElseGet(() -> new LoginReply.SignedOut(returnTo.landing(landing), List.of()));
        } catch (SsoException failed) {
            // The identity provider is down, say: whoever signs out is signed out here, and is told that it is here
            // only.
            return refuse(connection, Refusal.of(failed), Outcome.UNCONFIRMED, true, List.of());
        } catch (RuntimeException failed) {
            return hereOnly(failed);
        }
    }

    /** An engine that fails in a way of its own keeps nobody signed in either. */
    private LoginReply hereOnly(RuntimeException failed) {
        String reference = Refusal.reference();
        LOG.error("sign-out {} was not passed on", reference, failed);
        return new SignOutResult(
                Outcome.UNCONFIRMED,
                Optional.empty(),
                Optional.of(reference),
                true,
                returnTo.landing(returnTo.start()),
                List.of());
    }

    /** What came to the logout endpoint of a connection: a demand of its identity provider, or the answer to one of ours. */
    public LoginReply receive(String connectionId, LoginRequest request) {
        Optional<IdpConnection> connection = Optional.empty();
        List<ReplyCookie> cookies = new ArrayList<>();
        try {
            connection = engines.find(connectionId);
            IdpConnection known = connection.orElseThrow(() -> Engines.unknown(connectionId));
            LogoutEngine engine = engine(known);
            Arrival arrival = engine.read(request);
            return arrival.demand()
                    ? demanded(known, engine, request)
                    : answered(known, engine, request, arrival.handle(), cookies);
        } catch (SsoException failed) {
            // With the attempt's cookie it is the end of a sign-out of ours; else nothing has happened.
            Outcome outcome = cookies.isEmpty() ? Outcome.REFUSED : Outcome.UNCONFIRMED;
            return refuse(connection, Refusal.of(failed), outcome, false, cookies);
        }
    }

    /** The identity provider's server asks for sessions to end (OpenID Connect Back-Channel Logout 1.0). */
    public LoginReply notice(String connectionId, LoginRequest request) {
        return notices.take(connectionId, request);
    }

    /** A page of the identity provider has a browser load this in a frame (OpenID Connect Front-Channel Logout 1.0). */
    public LoginReply framed(String connectionId, LoginRequest request) {
        Optional<IdpConnection> connection = Optional.empty();
        try {
            connection = engines.find(connectionId);
            IdpConnection known = connection.orElseThrow(() -> Engines.unknown(connectionId));
            LogoutEngine.Framed framed = engine(known).framed(known, request);
            Optional<SsoSession> meant = framed.session()
                    .filter(own -> own.connection().equals(known.id())
                            && own.tenant().equals(known.tenant())
                            && own.idpSessionIndex().equals(Optional.of(framed.sessionIndex())));
            meant.ifPresent(own -> sessions.endByIdp(own, clock.instant()));
            return new LoginReply.InFrame(meant.isPresent(), framed.ancestor());
        } catch (SsoException failed) {
            return refuse(connection, Refusal.of(failed), Outcome.REFUSED, false, List.of());
        }
    }

    private LogoutEngine engine(IdpConnection connection) {
        return engines.logout(connection)
                .orElseThrow(() -> LoginException.of(
                        LoginError.UNSUPPORTED, "a protocol with logout messages", connection.protocol()));
    }

    /** The same for a notice that the edge refuses before any engine sees it. */
    public LoginReply refuseNotice(String connectionId, LoginException why) {
        return notices.refuse(connectionId, why);
    }

    /** The edge refuses what came before any engine sees it, for example because it is too large to read. */
    public LoginReply refuse(String connectionId, LoginException why) {
        return refuse(engines.find(connectionId), why, Outcome.REFUSED, false, List.of());
    }

    private Optional<LoginReply> onward(
            IdpConnection connection, SsoSession session, String landing, LoginRequest request, Instant now) {
        String handle = RandomToken.bits256();
        return engines.logout(connection)
                .flatMap(engine -> engine.start(new Departure(connection, session, handle, grants.open(session), now)))
                .map(start -> {
                    Map<String, String> memory = new LinkedHashMap<>(start.memory());
                    memory.put(USER, session.userId());
                    PendingLogin attempt = new PendingLogin(handle, connection.id(), landing, now, memory);
                    List<ReplyCookie> cookies = attempts.open(attempt, request);
                    return new LoginReply.SignOutStep(start.action(), start.form(), true, List.copyOf(cookies));
                });
    }

    private LoginReply answered(
            IdpConnection connection,
            LogoutEngine engine,
            LoginRequest request,
            Optional<String> handle,
            List<ReplyCookie> cookies) {
        Instant now = clock.instant();
        PendingLogin attempt = handle.flatMap(known -> attempts.find(known, request, now))
                .filter(found -> found.connection().equals(connection.id()))
                .orElseThrow(() -> LoginException.of(
                        LoginError.ATTEMPT_UNKNOWN,
                        "a sign-out that this browser has begun at this connection",
                        "an answer to none of them"));
        cookies.add(attempts.close(attempt.handle()));
        LogoutEngine.Report report = engine.finish(new LoginEngine.Callback(
                connection,
                request,
                attempt.handle(),
                attempt.memory(),
                attempt.startedAt(),
                now,
                admission.once(connection)));
        SignOutOutcome audited = switch (report) {
            case EVERYWHERE -> SignOutOutcome.EVERYWHERE;
            case PARTIAL -> SignOutOutcome.PARTIAL;
            case FAILED -> SignOutOutcome.UNCONFIRMED;
        };
        String user = attempt.memory().getOrDefault(USER, Refusal.NOBODY);
        audit.on(new AuditEvent.SignOutAnswered(now, connection.tenant(), connection.id(), user, audited));
        return page(Outcome.valueOf(audited.name()), attempt.returnTo(), cookies);
    }

    private LoginReply demanded(IdpConnection connection, LogoutEngine engine, LoginRequest request) {
        Instant now = clock.instant();
        Demand demand = engine.demand(connection, request, now, admission.once(connection));
        IndexedSessions.Result result = sessions.end(connection, demand, now);
        boolean own = request.session()
                .filter(session -> result.sessionIds().contains(session.id()))
                .isPresent();
        Optional<Start> answer = answer(connection, engine, demand, result.ended(), now);
        if (answer.isPresent()) {
            return new LoginReply.SignOutStep(
                    answer.get().action(), answer.get().form(), own, List.of());
        }
        if (result.ended() != Ended.ALL) {
            throw LoginException.of(LoginError.STORE_UNAVAILABLE, "stores that end sessions", "a store that is down");
        }
        return new SignOutResult(
                Outcome.HERE, Optional.empty(), Optional.empty(), own, returnTo.landing(returnTo.start()), List.of());
    }

    /** The sessions are over, whether the identity provider can be told so or not. */
    private static Optional<Start> answer(
            IdpConnection connection, LogoutEngine engine, Demand demand, Ended ended, Instant now) {
        try {
            return engine.answer(connection, demand, ended, now);
        } catch (SsoException failed) {
            LOG.warn("the identity provider of connection {} cannot be answered", connection.id(), failed);
            return Optional.empty();
        }
    }

    private LoginReply page(Outcome outcome, String landing, List<ReplyCookie> cookies) {
        return new SignOutResult(
                outcome, Optional.empty(), Optional.empty(), false, returnTo.landing(landing), List.copyOf(cookies));
    }

    private LoginReply refuse(
            Optional<IdpConnection> connection,
            LoginException refused,
            Outcome outcome,
            boolean endsSession,
            List<ReplyCookie> cookies) {
        String reference = Refusal.ofSignOut(audit, clock.instant(), connection, refused);
        String id = connection.map(IdpConnection::id).orElse(Refusal.NOBODY);
        LOG.info("sign-out {} by connection {} refused: {}", reference, id, refused.error());
        return new SignOutResult(
                outcome,
                Optional.of(refused.error()),
                Optional.of(reference),
                endsSession,
                returnTo.landing(returnTo.start()),
                List.copyOf(cookies));
    }
}
