package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Base64Url;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sign-in by OAuth 2.0 without OpenID Connect: authorization code flow with state and PKCE S256, always, and what the
 * provider's endpoints say of the person for the access token. Nothing of that is signed for us: the identity is worth
 * {@link Identity.Assurance#USER_INFO}. Thread-safe; keeps nothing of an attempt between {@link #start} and {@link #finish}.
 */
final class OAuth2Login implements LoginEngine {
    private static final String VERIFIER = "verifier";
    private static final String PROVIDER = "provider";

    /** Longer than any attempt lives. */
    private static final Duration REMEMBER = Duration.ofHours(1);

    private final ServiceProvider serviceProvider;
    private final OAuth2Tokens tokens;
    private final UserInfoEndpoints userInfo;

    OAuth2Login(EngineContext context) {
        this.serviceProvider = context.serviceProvider();
        this.tokens = new OAuth2Tokens(context.fetcher());
        this.userInfo = new UserInfoEndpoints(context.fetcher());
    }

    @Override
    public boolean serves(IdpConnection connection) {
        return connection instanceof OAuth2Connection;
    }

    @Override
    public Optional<String> issuer(IdpConnection connection) {
        return ((OAuth2Connection) connection).issuer();
    }

    @Override
    public Start start(IdpConnection connection, Attempt attempt) {
        OAuth2Connection oauth2 = (OAuth2Connection) connection;
        CodeVerifier verifier = new CodeVerifier(RandomToken.bits256());
        Map<String, String> request = new TreeMap<>();
        request.put("response_type", "code");
        request.put("client_id", oauth2.client().id());
        request.put("redirect_uri", callback(oauth2).toString());
        request.put("state", attempt.handle());
        request.put("code_challenge_method", CodeChallengeMethod.S256.getValue());
        request.put(
                "code_challenge",
                CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue());
        if (!oauth2.scopes().isEmpty()) {
            request.put("scope", String.join(" ", oauth2.scopes()));
        }
        attempt.loginHint().ifPresent(hint -> request.put("login_hint", hint));
        return new Start(
                ClientAuth.joined(oauth2.authorization(), request),
                Map.of(),
                Map.of(VERIFIER, verifier.getValue(), PROVIDER, provider(oauth2)));
    }

    @Override
    public Optional<String> handle(IdpConnection connection, LoginRequest request) {
        return AuthorizationResponse.read(request).state();
    }

    /** Never: the code flow has no answer that nobody asked for; one without {@code state} is refused. */
    @Override
    public boolean isUnsolicited(LoginRequest request) {
        return false;
    }

    @Override
    public Identity finish(Callback callback) {
        OAuth2Connection connection = (OAuth2Connection) callback.connection();
        AuthorizationResponse response = AuthorizationResponse.read(callback.request());
        CodeFlow.requireState(callback, response);
        if (!CodeFlow.memory(callback, PROVIDER).equals(provider(connection))) {
            throw LoginException.of(
                    LoginError.IN_RESPONSE_TO,
                    "an attempt at " + connection.authorization().getHost(),
                    "one that began while other endpoints were configured");
        }
        // The redirect URI is this connection's alone: what another provider sends does not arrive here (RFC 9700
        // §4.4.2).
        String code = CodeFlow.code(response, connection.issuer(), false);
        String accessToken =
                tokens.accessToken(connection, callback(connection), code, CodeFlow.memory(callback, VERIFIER));
        callback.once()
                .take("oauth2.attempt", callback.handle(), callback.startedAt().plus(REMEMBER));
        return identity(connection, userInfo.ask(connection, accessToken), callback);
    }

    private URI callback(OAuth2Connection connection) {
        return serviceProvider.oauth2RedirectUri(connection.id());
    }

    /** A code of one provider must not be shown to another one, to which the connection was moved in between. */
    private static String provider(OAuth2Connection connection) {
        String endpoints = connection.authorization() + " " + connection.token();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(endpoints.getBytes(StandardCharsets.UTF_8));
            return Base64Url.encode(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Identity identity(OAuth2Connection connection, UserInfoAttributes said, Callback callback) {
        return new Identity(
                said.subject(connection.trust().jit().userAttribute().orElseThrow()),
                Optional.empty(),
                said.attributes(),
                SessionTags.of(said.attributes(), true),
                callback.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Identity.Evidence(
                        Identity.Assurance.USER_INFO,
                        SsoSession.Authn.UNKNOWN,
                        said.provenance(),
                        () -> "",
                        Optional.empty()));
    }
}
