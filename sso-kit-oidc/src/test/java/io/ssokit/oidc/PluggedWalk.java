package io.ssokit.oidc;

import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sign-ins by a plugged-in pac4j client through the engine's own door. */
public final class PluggedWalk {
    static final ServiceProvider US = ServiceProvider.of(URI.create("http://127.0.0.1:9"));

    final MovableClock clock;
    final LoginEngine engine;
    private final Set<String> taken = new HashSet<>();

    PluggedWalk(MovableClock clock) {
        this.clock = clock;
        this.engine = new Pac4jLoginFactory().create(EngineContexts.of(US, clock));
    }

    /** An attempt under way. */
    record Attempt(CustomConnection connection, String handle, LoginEngine.Start start, Instant at) {}

    Attempt start(CustomConnection connection) {
        String handle = RandomToken.bits256();
        Instant now = clock.instant();
        LoginEngine.Attempt attempt =
                new LoginEngine.Attempt(handle, URI.create("https://app.example.com/"), Optional.empty(), now);
        return new Attempt(connection, handle, engine.start(connection, attempt), now);
    }

    Identity finish(Attempt attempt, URI answer) {
        return finish(attempt, SignIn.get(answer.getRawQuery()));
    }

    Identity finish(Attempt attempt, LoginRequest request) {
        return engine.finish(new LoginEngine.Callback(
                attempt.connection(),
                request,
                attempt.handle(),
                attempt.start().memory(),
                attempt.at(),
                clock.instant(),
                this::once));
    }

    /** A form that a page of the identity provider's posts to us. */
    static LoginRequest post(Map<String, String> fields) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        fields.forEach((name, value) -> form.put(name, List.of(value)));
        return new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty());
    }

    private void once(String purpose, String id, Instant until) {
        if (!taken.add(purpose + ":" + id)) {
            throw LoginException.of(LoginError.REPLAYED, "an id that was never seen", "one seen before");
        }
    }
}
