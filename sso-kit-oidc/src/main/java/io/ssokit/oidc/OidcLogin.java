package io.ssokit.oidc;

import io.ssokit.connection.ClientCredentials;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutEngine;
import io.ssokit.oidc.BackChannel.Tokens;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sign-in by OpenID Connect: authorization code flow with state, nonce and PKCE S256, always. The answer is checked
 * against the attempt, its issuer (RFC 9207) and the provider's signature; user info is merged where it is about the same
 * subject. Thread-safe; keeps nothing of an attempt between {@link #start} and {@link #finish}.
 */
final class OidcLogin implements LoginEngine {
    private static final String NONCE = "nonce";
    private static final String VERIFIER = "verifier";
    private static final String ISSUER = "issuer";

    /** Longer than any attempt lives. */
    private static final Duration REMEMBER = Duration.ofHours(1);

    private final OidcProviders providers;
    private final BackChannel backChannel;
    private final PushedRequests pushedRequests;
    private final UserInfo userInfo;
    private final OidcLogout logout;
    private final OidcRenewal renewal;

    OidcLogin(EngineContext context) {
        this.providers = new OidcProviders(context);
        this.backChannel = new BackChannel(context.fetcher());
        this.pushedRequests = new PushedRequests(context.fetcher());
        this.userInfo = new UserInfo(context.fetcher());
        this.logout = new OidcLogout(providers, context.serviceProvider());
        this.renewal = new OidcRenewal(providers, context.fetcher());
    }

    @Override
    public boolean serves(IdpConnection connection) {
        return connection instanceof OidcConnection;
    }

    @Override
    public Optional<String> problemOf(IdpConnection connection) {
        OidcConnection oidc = (OidcConnection) connection;
        return new IssuerRule(oidc).problem().or(() -> ClientAuthChoice.problem(oidc.client()));
    }

    /** Our public key, for a provider that we prove by it who we are (RFC 7591 §2, {@code jwks_uri}). */
    @Override
    public Optional<Metadata> metadata(IdpConnection connection) {
        ClientCredentials us = ((OidcConnection) connection).client();
        return us.key()
                .map(text -> new Metadata(
                        "application/jwk-set+json",
                        ClientKey.parse(text, us.keyId()).publicKeySet()));
    }

    @Override
    public Start start(IdpConnection connection, Attempt attempt) {
        OidcConnection oidc = (OidcConnection) connection;
        OidcProvider provider = providers.get(oidc);
        AuthorizationClient.Request request = provider.client().request(attempt);
        return new Start(
                pushedRequests.address(provider, request.parameters()),
                Map.of(),
                Map.of(NONCE, request.nonce(), VERIFIER, request.verifier(), ISSUER, oidc.issuer()));
    }

    @Override
    public Optional<String> handle(IdpConnection connection, LoginRequest request) {
        return AuthorizationResponse.read(request).state();
    }

    @Override
    public Optional<String> issuer(IdpConnection connection) {
        return Optional.of(((OidcConnection) connection).issuer());
    }

    /** Never: the code flow has no answer that nobody asked for; one without {@code state} is refused. */
    @Override
    public boolean isUnsolicited(LoginRequest request) {
        return false;
    }

    @Override
    public Identity finish(Callback callback) {
        OidcConnection connection = (OidcConnection) callback.connection();
        AuthorizationResponse response = AuthorizationResponse.read(callback.request());
        requireAttempt(callback, response, connection);
        OidcProvider provider = providers.get(connection);
        requireIssuer(response, provider);
        String code =
                CodeFlow.code(response, Optional.empty(), provider.discovery().announcesIssuer());
        Tokens tokens = backChannel.exchange(provider, code, CodeFlow.memory(callback, VERIFIER));
        VerifiedIdToken token = provider.checks()
                .verify(
                        tokens.idToken(),
                        new VerifiedIdToken.Expected(
                                CodeFlow.memory(callback, NONCE),
                                tokens.accessToken(),
                                callback.startedAt(),
                                callback.now()));
        requireSameIssuer(response, token);
        callback.once()
                .take("oidc.attempt", callback.handle(), callback.startedAt().plus(REMEMBER));
        return OidcIdentity.of(
                provider,
                token,
                userInfo.claims(provider, tokens, token.sub()),
                OidcGrant.of(connection, tokens, token));
    }

    @Override
    public Optional<Duration> renewEvery(IdpConnection connection) {
        return ((OidcConnection) connection).requests().refreshEvery();
    }

    @Override
    public Renewed renew(Renewal request) {
        return renewal.renew(request);
    }

    @Override
    public Optional<LogoutEngine> logout(IdpConnection connection) {
        return Optional.of(logout);
    }

    @Override
    public List<X509Certificate> upkeep(IdpConnection connection) {
        providers.keepFresh((OidcConnection) connection);
        return List.of();
    }

    /** The answer names the attempt, and the connection is still at the provider where the attempt began. */
    private static void requireAttempt(Callback callback, AuthorizationResponse response, OidcConnection connection) {
        CodeFlow.requireState(callback, response);
        if (!CodeFlow.memory(callback, ISSUER).equals(connection.issuer())) {
            throw LoginException.of(
                    LoginError.IN_RESPONSE_TO,
                    "an attempt at " + connection.issuer(),
                    "one that began at " + CodeFlow.memory(callback, ISSUER));
        }
    }

    private static void requireIssuer(AuthorizationResponse response, OidcProvider provider) {
        // RFC 9207 §2.4: a wrong issuer is a mix-up, whatever else the response says
        response.issuer().filter(iss -> !provider.issuer().mayAnswer(iss)).ifPresent(iss -> {
            throw LoginException.of(LoginError.ISSUER, "iss " + provider.issuer(), "iss " + iss);
        });
    }

    /** Where one provider speaks for many directories, the one that answered is the one that the token is of. */
    private static void requireSameIssuer(AuthorizationResponse response, VerifiedIdToken token) {
        Object signed = token.claims().get("iss");
        response.issuer().filter(iss -> !iss.equals(signed)).ifPresent(iss -> {
            throw LoginException.of(LoginError.ISSUER, "an ID token with iss " + iss, "iss " + signed);
        });
    }
}
