package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.internal.Sealed;
import io.ssokit.session.SsoSession;
import io.ssokit.session.SsoSession.Renewal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What identity providers gave us for sessions, sealed for one session each: whoever reads the container's sessions, on disk or
 * on the way to another node, gets nothing that an identity provider would take. Immutable and thread-safe.
 */
final class Grants {
    private static final String CONTEXT = "sso-kit/renewal:";

    /** How long a session goes on when the identity provider cannot be asked: as long again, within these bounds. */
    private static final Duration LEAST_GRACE = Duration.ofMinutes(10);

    private static final Duration MOST_GRACE = Duration.ofHours(1);

    private final Sealed sealed;

    Grants(Sealed sealed) {
        this.sealed = sealed;
    }

    /** The session of a sign-in, with the grant that came with it. */
    SsoSession with(
            SsoSession session, IdpConnection connection, LoginEngine engine, Optional<Secret> grant, Instant now) {
        return grant.map(given -> renewed(session, given, engine.renewEvery(connection), now))
                .orElse(session);
    }

    /** The grant of a session; empty if there is none, or one that this kit has not sealed for this session. */
    Optional<Secret> open(SsoSession session) {
        return session.renewal()
                .flatMap(renewal -> sealed.open(renewal.grant(), CONTEXT + session.id()))
                .map(Secret::of);
    }

    /** The same session, to be asked about again after {@code wait}. */
    static SsoSession later(SsoSession session, Renewal before, Instant now, Duration wait) {
        Instant again = now.plus(wait);
        return session.withRenewal(
                new Renewal(before.grant(), again.isBefore(before.until()) ? again : before.until(), before.until()));
    }

    /** The same session, as due as before, with the grant that has come in the place of its own. */
    SsoSession rotated(SsoSession session, Renewal before, Secret grant) {
        return session.withRenewal(new Renewal(sealed(session, grant), before.due(), before.until()));
    }

    private String sealed(SsoSession session, Secret grant) {
        return sealed.seal(grant.reveal(), CONTEXT + session.id());
    }

    private SsoSession renewed(SsoSession session, Secret grant, Optional<Duration> every, Instant now) {
        Instant due = every.map(now::plus).orElse(session.expiresAt());
        Instant until = every.map(Grants::grace).map(due::plus).orElse(session.expiresAt());
        return session.withRenewal(new Renewal(sealed(session, grant), due, until));
    }

    private static Duration grace(Duration every) {
        if (every.compareTo(LEAST_GRACE) < 0) {
            return LEAST_GRACE;
        }
        return every.compareTo(MOST_GRACE) > 0 ? MOST_GRACE : every;
    }
}
