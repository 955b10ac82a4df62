package io.ssokit.oidc;

import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.OAuth2ConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcClient.Authentication;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Sign-ins by OAuth 2.0 through the engine's own door, with a real provider and without a servlet container. */
public final class OAuth2Walk implements AutoCloseable {
    private static final ServiceProvider US = ServiceProvider.of(URI.create("http://127.0.0.1:9"));

    public final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    public final FakeIdp idp = FakeIdp.builder()
            .clock(clock)
            .client(OidcClient.onLoopback("app", "s e:c%ret"))
            .client(OidcClient.onLoopback("old", "o&d").authenticatedBy(Authentication.GET))
            .client(OidcClient.onLoopback("other", "other-secret"))
            .start();
    public final LoginEngine engine = new OAuth2LoginFactory().create(EngineContexts.of(US, clock));
    private final Set<String> taken = new HashSet<>();

    /** An attempt under way. */
    public record Attempt(IdpConnection connection, String handle, LoginEngine.Start start, Instant at) {}

    /** A connection to that provider; people are named by {@code id}. */
    public OAuth2ConnectionBuilder connection(String id) {
        return IdpConnection.oauth2(id)
                .authorizationEndpoint(idp.oauth2().authorizationUri())
                .tokenEndpoint(idp.oauth2().tokenUri())
                .userInfoEndpoints(idp.oauth2().userUri(), idp.oauth2().emailsUri())
                .client("app", Secret.of("s e:c%ret"))
                .userAttribute("{tidp.id}")
                .scopes("read:user", "user:email")
                .insecureAllowHttp();
    }

    /** The same as the client that knows nothing but GET. */
    public OAuth2Connection legacy(String id) {
        return connection(id)
                .client("old", Secret.of("o&d"))
                .clientAuthentication(ClientAuthentication.LEGACY_GET)
                .build();
    }

    /** Begins. */
    public Attempt start(OAuth2Connection connection) {
        return start(connection, Optional.empty());
    }

    /** Begins, with an address that the person typed. */
    public Attempt start(OAuth2Connection connection, Optional<String> hint) {
        String handle = RandomToken.bits256();
        Instant now = clock.instant();
        LoginEngine.Attempt attempt =
                new LoginEngine.Attempt(handle, URI.create("https://app.example.com/"), hint, now);
        return new Attempt(connection, handle, engine.start(connection, attempt), now);
    }

    /** Brings an answer back. */
    public Identity finish(Attempt attempt, URI answer) {
        return finish(attempt, SignIn.get(answer.getRawQuery()));
    }

    /** Brings a request back. */
    public Identity finish(Attempt attempt, LoginRequest request) {
        return engine.finish(new LoginEngine.Callback(
                attempt.connection(),
                request,
                attempt.handle(),
                attempt.start().memory(),
                attempt.at(),
                clock.instant(),
                this::once));
    }

    /** The provider's part. */
    public static URI authenticate(Attempt attempt, String user) {
        return SignIn.authenticate(attempt.start().action(), user);
    }

    /** The whole way. */
    public Identity signIn(OAuth2Connection connection, String user) {
        Attempt attempt = start(connection);
        return finish(attempt, authenticate(attempt, user));
    }

    @Override
    public void close() {
        idp.close();
    }

    private void once(String purpose, String id, Instant until) {
        if (!taken.add(purpose + ":" + id)) {
            throw LoginException.of(LoginError.REPLAYED, "an id that was never seen", "one seen before");
        }
    }
}
