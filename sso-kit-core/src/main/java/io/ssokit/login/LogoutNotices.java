package io.ssokit.login;

import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginReply.NoticeTaken;
import io.ssokit.login.LoginReply.NoticeTaken.Result;
import io.ssokit.login.LogoutEngine.Demand;
import io.ssokit.login.LogoutEngine.Ended;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Demands of identity providers' servers, from one server to the other. Whoever asks gets no page, no cookie, and one answer
 * for everything that is refused. Thread-safe.
 */
final class LogoutNotices {
    private static final Logger LOG = LoggerFactory.getLogger(LogoutNotices.class);

    private final Engines engines;
    private final IndexedSessions sessions;
    private final Admission admission;
    private final Clock clock;
    private final AuditListener audit;

    LogoutNotices(Engines engines, IndexedSessions sessions, Admission admission, Clock clock, AuditListener audit) {
        this.engines = engines;
        this.sessions = sessions;
        this.admission = admission;
        this.clock = clock;
        this.audit = audit;
    }

    /** Verifies a notice and ends what it means. */
    LoginReply take(String connectionId, LoginRequest request) {
        Optional<IdpConnection> connection = Optional.empty();
        try {
            connection = engines.find(connectionId);
            return new NoticeTaken(take(connection.orElseThrow(() -> Engines.unknown(connectionId)), request));
        } catch (SsoException failed) {
            return refuse(connection, Refusal.of(failed));
        } catch (RuntimeException failed) {
            LOG.error("a logout notice at connection {} failed", connectionId, failed);
            return new NoticeTaken(Result.LATER);
        }
    }

    /** Refuses what no engine has seen. */
    LoginReply refuse(String connectionId, LoginException why) {
        return refuse(engines.find(connectionId), why);
    }

    private Result take(IdpConnection connection, LoginRequest request) {
        LogoutEngine engine = engines.logout(connection)
                .orElseThrow(() -> LoginException.of(
                        LoginError.UNSUPPORTED, "a protocol with logout messages", connection.protocol()));
        Instant now = clock.instant();
        Delivery delivery = new Delivery(admission.once(connection));
        Demand demand = engine.notice(connection, request, now, delivery);
        if (sessions.end(connection, demand, now).ended() != Ended.ALL) {
            return Result.LATER;
        }
        delivery.done();
        return Result.ENDED;
    }

    private LoginReply refuse(Optional<IdpConnection> connection, LoginException refused) {
        String reference = Refusal.ofSignOut(audit, clock.instant(), connection, refused);
        String id = connection.map(IdpConnection::id).orElse(Refusal.NOBODY);
        LOG.info("logout notice {} at connection {} refused: {}", reference, id, refused.error());
        boolean ours = switch (refused.error()) {
            case IDP_UNAVAILABLE, STORE_UNAVAILABLE, KEYS_UNAVAILABLE -> true;
            default -> false;
        };
        return new NoticeTaken(ours ? Result.LATER : Result.REFUSED);
    }

    /**
     * A notice serves once. Where it could not be carried out its sender is asked to send it again, and gets one more
     * delivery: both times it takes an id, and only one that was carried out takes both.
     */
    private static final class Delivery implements Once {
        private static final String DONE = ".done";

        private final Once once;
        private Runnable done = () -> {};

        Delivery(Once once) {
            this.once = once;
        }

        @Override
        public void take(String purpose, String id, Instant until) {
            try {
                once.take(purpose, id, until);
                done = () -> once.take(purpose + DONE, id, until);
            } catch (LoginException before) {
                once.take(purpose + DONE, id, until);
            }
        }

        void done() {
            try {
                done.run();
            } catch (LoginException deliveredTwiceAtOnce) {
                LOG.debug("a logout notice was delivered twice at the same time", deliveredTwiceAtOnce);
            }
        }
    }
}
