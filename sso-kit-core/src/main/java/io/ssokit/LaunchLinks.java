package io.ssokit;

import io.ssokit.error.LaunchError;
import io.ssokit.error.LoginError;
import io.ssokit.launch.LaunchException;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.Launcher;
import io.ssokit.login.AppLinks;
import io.ssokit.login.LoginException;
import io.ssokit.session.SsoSession;
import java.net.URI;

/** The launch targets, as what a sign-in may open. Thread-safe. */
record LaunchLinks(Launcher launcher) implements AppLinks {
    @Override
    public boolean has(String app) {
        return launcher.targets().stream().anyMatch(target -> target.id().equals(app));
    }

    /** The launcher has its own audit event for a link that it refuses; the sign-in's names it. */
    @Override
    public URI link(SsoSession session, String app) {
        try {
            return launcher.presign(LaunchRequest.to(app).as(session)).authorizedUrl();
        } catch (LaunchException refused) {
            LoginError error = refused.error() == LaunchError.STORE_UNAVAILABLE
                    ? LoginError.STORE_UNAVAILABLE
                    : LoginError.APP_REFUSED;
            throw LoginException.of(
                            error,
                            "a person who may open '" + app + "'",
                            refused.error() + ", reference " + refused.reference())
                    .causedBy(refused);
        }
    }
}
