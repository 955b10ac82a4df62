package io.ssokit.oidc;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutEngine;
import io.ssokit.session.NameId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ways out of OpenID Connect: Back-Channel Logout 1.0 by the provider's server. Immutable and thread-safe.
 */
final class OidcLogout implements LogoutEngine {
    private static final String LOGOUT_TOKEN = "logout_token";

    private final OidcProviders providers;

    OidcLogout(OidcProviders providers) {
        this.providers = providers;
    }

    /** All of them: a logout token is believed because the provider signed it, whatever discovery says of logout. */
    @Override
    public boolean mayBeAsked(IdpConnection connection) {
        return true;
    }

    @Override
    public Optional<Start> start(Departure departure) {
        return Optional.empty();
    }

    @Override
    public Arrival read(LoginRequest request) {
        throw LoginException.of(LoginError.UNSUPPORTED, "an answer to a sign-out", "a sign-out that is not passed on");
    }

    @Override
    public Report finish(Callback callback) {
        throw LoginException.of(LoginError.UNSUPPORTED, "an answer to a sign-out", "a sign-out that is not passed on");
    }

    @Override
    public Demand demand(IdpConnection connection, LoginRequest request, Instant now, Once once) {
        throw LoginException.of(LoginError.UNSUPPORTED, "a logout token by the back channel", "a request of a browser");
    }

    @Override
    public Optional<Start> answer(IdpConnection connection, Demand demand, Ended ended, Instant now) {
        return Optional.empty();
    }

    @Override
    public Demand notice(IdpConnection connection, LoginRequest request, Instant now, Once once) {
        OidcProvider provider = providers.get((OidcConnection) connection);
        VerifiedLogoutToken token = VerifiedLogoutToken.verify(logoutToken(request), provider.checks(), now);
        once.take("oidc.logout", token.id(), token.presentableUntil());
        return new Demand(
                token.subject().map(sub -> new NameId(sub, Optional.empty(), Optional.empty(), Optional.empty())),
                token.session().map(Set::of).orElse(Set.of()),
                Map.of());
    }

    /** Back-Channel Logout 2.5: one form field; whatever else is there is ignored. */
    private static String logoutToken(LoginRequest request) {
        List<String> tokens = request.form().getOrDefault(LOGOUT_TOKEN, List.of());
        if (tokens.size() != 1) {
            throw LoginException.of(
                    LoginError.MALFORMED, "one " + LOGOUT_TOKEN + " in a form", tokens.size() + " of them");
        }
        return tokens.get(0);
    }
}
