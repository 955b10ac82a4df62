package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LogoutEngine.Demand;
import io.ssokit.login.LogoutEngine.Ended;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SsoSession;
import io.ssokit.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions that end before their time: by the person, or because their identity provider demands it. Thread-safe. */
final class IndexedSessions {
    private static final Logger LOG = LoggerFactory.getLogger(IndexedSessions.class);

    private final Stores stores;
    private final Engines engines;
    private final AuditListener audit;
    private final Duration lifetime;

    IndexedSessions(LoginFlow.Parts parts, Engines engines) {
        this.stores = parts.stores();
        this.engines = engines;
        this.audit = parts.audit();
        this.lifetime = parts.sessionLifetime();
    }

    /**
     * What a demand came to.
     *
     * @param sessionIds those that are over
     */
    record Result(Ended ended, Set<String> sessionIds) {}

    /**
     * Remembers a session that begins now, if its identity provider may ask us to end it.
     *
     * @param startedAt when the sign-in was started
     * @throws LoginException if the identity provider has ended it already
     */
    void remember(IdpConnection connection, SsoSession session, Instant startedAt) {
        boolean askable = engines.logout(connection)
                .filter(engine -> engine.mayBeAsked(connection))
                .isPresent();
        if (askable && !stores.sessions().remember(entry(session, startedAt))) {
            throw LoginException.of(
                    LoginError.SIGNED_OUT,
                    "a sign-in that its identity provider has not ended",
                    "a sign-in that was under way when the person was signed out");
        }
    }

    /** The person's own wish. A store that is down does not keep anybody signed in: the container's session ends anyway. */
    void end(SsoSession session, Instant now) {
        over(session, now);
        audit.on(new AuditEvent.SignedOut(now, session.tenant(), session.connection(), session.userId()));
    }

    /** The same for a session that its identity provider has named to its own browser. */
    void endByIdp(SsoSession session, Instant now) {
        over(session, now);
        audit.on(new AuditEvent.SignedOutByIdp(now, session.tenant(), session.connection(), session.userId()));
    }

    /** Ends a session on all nodes, for whatever reason; where a store is down, on this node only. */
    void over(SsoSession session, Instant now) {
        try {
            // Not until this session's end: one that it was launched from has the same id and may have lived longer.
            stores.revocations().end(session.tenant(), session.userId(), session.id(), now.plus(lifetime));
            stores.sessions().forget(session.tenant(), session.id());
        } catch (StoreException down) {
            LOG.warn("a session ends on this node only: {}", down.getMessage());
        }
    }

    /** Ends what a verified demand means, as far as the stores let us. */
    Result end(IdpConnection connection, Demand demand, Instant now) {
        List<SessionIndex.Entry> meant;
        try {
            meant = stores.sessions()
                    .logOut(new SessionIndex.Logout(
                            connection.tenant(),
                            connection.id(),
                            demand.nameId(),
                            demand.sessionIndexes(),
                            now,
                            now.plus(AttemptCookies.LIFE)));
        } catch (StoreException down) {
            LOG.warn("sessions cannot be looked up that connection {} ends", connection.id(), down);
            return new Result(Ended.NONE, Set.of());
        }
        Set<String> over = new HashSet<>();
        for (SessionIndex.Entry session : meant) {
            if (ended(session, now)) {
                over.add(session.sessionId());
            }
        }
        boolean all = over.size() == meant.size();
        return new Result(all ? Ended.ALL : over.isEmpty() ? Ended.NONE : Ended.SOME, over);
    }

    private boolean ended(SessionIndex.Entry session, Instant now) {
        try {
            stores.revocations().end(session.tenant(), session.userId(), session.sessionId(), session.expiresAt());
            // Behind it: what could not be ended is found again when the identity provider repeats itself.
            stores.sessions().forget(session.tenant(), session.sessionId());
        } catch (StoreException down) {
            LOG.warn("a session of connection {} cannot be ended", session.connection(), down);
            return false;
        }
        audit.on(new AuditEvent.SignedOutByIdp(now, session.tenant(), session.connection(), session.userId()));
        return true;
    }

    private static SessionIndex.Entry entry(SsoSession session, Instant startedAt) {
        NameId bySubject = new NameId(session.subject(), Optional.empty(), Optional.empty(), Optional.empty());
        return new SessionIndex.Entry(
                session.tenant(),
                session.connection(),
                session.nameId().orElse(bySubject),
                session.idpSessionIndex(),
                session.id(),
                session.userId(),
                startedAt,
                session.expiresAt());
    }
}
