package io.ssokit;

import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.launch.Launcher;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SsoSession;
import java.time.Clock;

/** Which sessions count, and where. Asked on every request of a signed-in person. */
record SessionRules(Clock clock, SessionRevocations revocations, IdpConnectionStore connections, Launcher launcher) {

    boolean isLive(SsoSession session) {
        if (session.expiresAt().toEpochMilli() <= clock.millis()) {
            return false;
        }
        return !revocations.ended(session.tenant(), session.userId()).contains(session);
    }

    boolean opens(SsoSession session, String path) {
        return session.launch().isEmpty()
                || signsIn(session.connection())
                || launcher.targets().stream()
                        .filter(target ->
                                target.id().equals(session.launch().get().target()))
                        .anyMatch(target -> (path + "/").startsWith(target.landing()));
    }

    /** A connection that is gone leaves its people where the link has led them. */
    private boolean signsIn(String connection) {
        return connections
                .find(connection)
                .map(found -> found.trust().apps().signIn())
                .orElseGet(() -> Launcher.isNoConnection(connection));
    }
}
