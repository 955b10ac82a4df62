package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.error.StoreException;
import io.ssokit.session.SsoSession;
import io.ssokit.session.SsoSession.Renewal;
import io.ssokit.state.OneTimeStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether people may stay: a session whose time has come ({@link SsoSession#isDueAt}) is asked about at its identity provider,
 * by one request on all nodes; the others go on with what they have and wait for nobody. Whoever may not stay any more is
 * signed out on all nodes. Immutable but for what is under way; thread-safe.
 */
public final class RenewalFlow {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalFlow.class);

    /** When it is worth asking again an identity provider that did not answer. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

    /** Whoever took a renewal and has not come to an end by then has died. Longer than all time-outs of one renewal. */
    private static final Duration TURN = Duration.ofMinutes(1);

    private static final String PURPOSE = "session.renewal";

    private final Engines engines;
    private final Admission admission;
    private final IndexedSessions sessions;
    private final Grants grants;
    private final OneTimeStore turns;
    private final Clock clock;
    private final AuditListener audit;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /** @param parts the same as the {@link LoginFlow}'s */
    public RenewalFlow(LoginFlow.Parts parts) {
        this.engines = new Engines(parts);
        this.sessions = new IndexedSessions(parts, engines);
        this.admission = new Admission(parts, new ReturnTo(parts.serviceProvider()), sessions);
        this.grants = new Grants(parts.sealed());
        this.turns = parts.stores().oneTime();
        this.clock = parts.clock();
        this.audit = parts.audit();
    }

    /** Where the session of one browser is kept. */
    public interface Keeper {
        /** What is there now; empty if nobody is signed in any more. */
        Optional<SsoSession> read();

        /** Replaces the session by its successor; does nothing if nobody is signed in any more. */
        void keep(SsoSession next);
    }

    /**
     * Asks about a session, if it is due and nobody else does. May block on the network for as long as a sign-in may.
     *
     * @param session live
     * @param keeper where it came from
     * @return the session to go on with; empty if it is over, on all nodes
     */
    public Optional<SsoSession> renew(SsoSession session, Keeper keeper) {
        if (!session.isDueAt(clock.millis()) || !underWay.add(session.id())) {
            return Optional.of(session);
        }
        try {
            // The request before this one may have come to its end in between.
            Optional<SsoSession> current =
                    keeper.read().filter(found -> found.id().equals(session.id()));
            if (current.isEmpty() || !current.get().isDueAt(clock.millis())) {
                return current;
            }
            return ask(current.get(), current.get().renewal().orElseThrow(), keeper);
        } finally {
            underWay.remove(session.id());
        }
    }

    private Optional<SsoSession> ask(SsoSession session, Renewal renewal, Keeper keeper) {
        Instant now = clock.instant();
        SsoSession held = session;
        try {
            if (!isOurTurn(session, renewal, now)) {
                return Optional.of(session);
            }
            IdpConnection connection = connection(session);
            LoginEngine.Renewed renewed = engines.of(connection)
                    .renew(new LoginEngine.Renewal(connection, session.subject(), grant(session), now));
            // From here on the grant that we had may be worth nothing any more, whatever our own stores do.
            held = grants.rotated(session, renewal, renewed.grant());
            SsoSession next = admission.stay(connection, held, renewed, now);
            keeper.keep(next);
            return Optional.of(next);
        } catch (IdpUnavailableException | StoreException down) {
            return unanswered(held, keeper, now, down);
        } catch (SsoException refused) {
            return over(session, Refusal.of(refused), now);
        } catch (RuntimeException failed) {
            LOG.error("a session of connection {} cannot be renewed", session.connection(), failed);
            return unanswered(held, keeper, now, new IdpUnavailableException("a failure of ours", failed));
        }
    }

    /**
     * One of all nodes asks, for a refresh token may serve once only (RFC 9700 §4.14.2). Once a minute another may try, so that a
     * node that dies on the way leaves nobody signed in for ever.
     */
    private boolean isOurTurn(SsoSession session, Renewal renewal, Instant now) {
        long turn = Duration.between(renewal.due(), now).dividedBy(TURN);
        String id = session.id() + ":" + renewal.due().toEpochMilli() + ":" + turn;
        return turns.take(PURPOSE, id, now.plus(TURN.multipliedBy(2)));
    }

    private IdpConnection connection(SsoSession session) {
        return engines.find(session.connection())
                .filter(found -> found.trust().enabled() && found.tenant().equals(session.tenant()))
                .orElseThrow(() -> LoginException.of(
                        LoginError.CONNECTION_DISABLED,
                        "a connection that is enabled",
                        "'" + session.connection() + "'"));
    }

    private Secret grant(SsoSession session) {
        return grants.open(session)
                .orElseThrow(() -> LoginException.of(
                        LoginError.ATTEMPT_UNKNOWN,
                        "a grant that this kit has sealed for this session",
                        "one that does not open",
                        "Keep the kit's secret for as long as sessions live."));
    }

    private Optional<SsoSession> unanswered(SsoSession session, Keeper keeper, Instant now, SsoException down) {
        Renewal renewal = session.renewal().orElseThrow();
        if (!now.isBefore(renewal.until())) {
            return over(session, Refusal.of(down), now);
        }
        LOG.warn("a session of connection {} goes on unconfirmed: {}", session.connection(), down.getMessage());
        SsoSession later = Grants.later(session, renewal, now, BETWEEN_TRIES);
        keeper.keep(later);
        return Optional.of(later);
    }

    private Optional<SsoSession> over(SsoSession session, LoginException why, Instant now) {
        sessions.over(session, now);
        audit.on(new AuditEvent.SessionNotRenewed(
                now,
                session.tenant(),
                session.connection(),
                session.userId(),
                why.error(),
                why.expected(),
                why.received(),
                why.fix()));
        LOG.info("a session of connection {} ends: {}", session.connection(), why.error());
        return Optional.empty();
    }
}
