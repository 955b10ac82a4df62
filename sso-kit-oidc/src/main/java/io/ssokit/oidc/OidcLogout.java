package io.ssokit.oidc;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutEngine;
import io.ssokit.session.NameId;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ways out of OpenID Connect: RP-Initiated Logout 1.0 for our own sign-outs, Back-Channel Logout 1.0 by the provider's
 * server, Front-Channel Logout 1.0 where a connection allows it. Immutable and thread-safe.
 */
final class OidcLogout implements LogoutEngine {
    private static final String LOGOUT_TOKEN = "logout_token";

    /** Servers and proxies cut addresses off at 8 KiB or less; a form is taken as well (RP-Initiated Logout 2). */
    private static final int MAX_ADDRESS = 4096;

    private final OidcProviders providers;
    private final ServiceProvider serviceProvider;

    OidcLogout(OidcProviders providers, ServiceProvider serviceProvider) {
        this.providers = providers;
        this.serviceProvider = serviceProvider;
    }

    /** All of them: a logout token is believed because the provider signed it, whatever discovery says of logout. */
    @Override
    public boolean mayBeAsked(IdpConnection connection) {
        return true;
    }

    @Override
    public Optional<Start> start(Departure departure) {
        OidcConnection connection = (OidcConnection) departure.connection();
        if (!connection.requests().singleLogout()) {
            return Optional.empty();
        }
        URI endpoint = providers.get(connection).discovery().metadata().getEndSessionEndpointURI();
        if (endpoint == null) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "a provider with an end_session_endpoint (single-logout)",
                    "one without",
                    "Switch single-logout off, or enter end-session-endpoint if the provider has one all the same.");
        }
        Map<String, String> parameters = parameters(connection, departure);
        String query = ClientAuth.encoded(parameters);
        URI address = URI.create(endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + query);
        return Optional.of(
                address.toString().length() <= MAX_ADDRESS
                        ? new Start(address, Map.of(), Map.of())
                        : new Start(endpoint, parameters, Map.of()));
    }

    /** RP-Initiated Logout 2. */
    private Map<String, String> parameters(OidcConnection connection, Departure departure) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Optional<OidcGrant> grant = departure.grant().map(OidcGrant::of);
        // A connection that was moved meanwhile has another provider: this one's session is none of that one's
        // business.
        boolean elsewhere = grant.filter(from -> !from.isOf(connection)).isPresent();
        Optional<String> idToken = grant.flatMap(OidcGrant::idToken);
        if (idToken.isPresent() && !elsewhere) {
            parameters.put("id_token_hint", idToken.get());
        } else if (!elsewhere) {
            // Without a hint whose session it is, the provider may have to ask the person.
            departure.session().idpSessionIndex().ifPresent(sid -> parameters.put("logout_hint", sid));
        }
        parameters.put("client_id", connection.client().id());
        parameters.put(
                "post_logout_redirect_uri",
                serviceProvider.oidcSignedOutUri(connection.id()).toString());
        parameters.put("state", departure.handle());
        return parameters;
    }

    @Override
    public Arrival read(LoginRequest request) {
        return new Arrival(false, only(request, "state"));
    }

    /**
     * The provider sends the browser back when it has signed the person out (RP-Initiated Logout 3). Nothing of it is signed: that
     * it is true shows in the state, which the flow has found in this browser and nobody but the provider was told.
     */
    @Override
    public Report finish(Callback callback) {
        return callback.request().query().containsKey("error") ? Report.FAILED : Report.EVERYWHERE;
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

    /**
     * Front-Channel Logout 3: a page of the provider has the browser load our address in a frame. Anybody's page can do so, and
     * nothing is signed; so the issuer must be the connection's, and the session is named and is this browser's own.
     */
    @Override
    public Framed framed(IdpConnection anyConnection, LoginRequest request) {
        OidcConnection connection = (OidcConnection) anyConnection;
        if (!connection.acceptance().frontChannelLogout()) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "a connection with allow-front-channel-logout",
                    "a request at one without",
                    "Register the back-channel address at the provider instead, or allow the front channel by name.");
        }
        String issuer = only(request, "iss").orElse("");
        if (!isIssuer(connection, issuer)) {
            throw LoginException.of(LoginError.ISSUER, "iss " + connection.issuer(), "iss " + issuer);
        }
        String session = only(request, "sid")
                .filter(sid -> !sid.isEmpty())
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, "a sid", "none"));
        return new Framed(session, request.session().filter(own -> isOf(own, connection, issuer)), origin(issuer));
    }

    private static boolean isIssuer(OidcConnection connection, String issuer) {
        return connection.isTemplate()
                ? new IssuerRule(connection).mayAnswer(issuer)
                : connection.issuer().equals(issuer);
    }

    /** Where one provider speaks for many directories, a session is of one of them. */
    private static boolean isOf(SsoSession session, OidcConnection connection, String issuer) {
        if (!connection.isTemplate()) {
            return true;
        }
        int slash = session.subject().indexOf('/');
        String directory = slash < 0 ? "" : session.subject().substring(0, slash);
        return connection
                .issuer()
                .replace(OidcConnection.TENANT_PLACE, directory)
                .equals(issuer);
    }

    private static String origin(String issuer) {
        URI uri = URI.create(issuer);
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static Optional<String> only(LoginRequest request, String name) {
        List<String> values = request.query().getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw LoginException.of(LoginError.MALFORMED, name + " once", name + " more than once");
        }
        return values.stream().findFirst();
    }
}
