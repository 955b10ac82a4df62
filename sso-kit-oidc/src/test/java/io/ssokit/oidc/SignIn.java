package io.ssokit.oidc;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/** Sign-ins through the engine's own door, with a real provider and without a servlet container. */
public final class SignIn {
    private static final URI BASE = URI.create("http://127.0.0.1:9");

    private final MovableClock clock;
    private final LoginEngine engine;
    private final Set<String> taken = new HashSet<>();

    /** An engine as the front door finds it. */
    public SignIn(MovableClock clock) {
        this.clock = clock;
        this.engine = ServiceLoader.load(LoginEngineFactory.class)
                .findFirst()
                .orElseThrow()
                .create(EngineContexts.of(ServiceProvider.of(BASE), clock));
    }

    private SignIn(MovableClock clock, LoginEngine engine) {
        this.clock = clock;
        this.engine = engine;
    }

    /** The same engine in other hands, for another thread. */
    public SignIn sharing() {
        return new SignIn(clock, engine);
    }

    /** An attempt under way. */
    public record Attempt(OidcConnection connection, String handle, LoginEngine.Start start, Instant at) {}

    /** A provider of that clock with our client. */
    public static FakeIdp provider(MovableClock clock) {
        return FakeIdp.builder()
                .clock(clock)
                .client(OidcClient.onLoopback("app", "s e:c%ret"))
                .client(OidcClient.onLoopback("other", "other-secret"))
                .start();
    }

    /** A connection to that issuer. */
    public static OidcConnection connection(String id, String issuer) {
        return IdpConnection.oidc(id)
                .issuer(issuer)
                .client("app", Secret.of("s e:c%ret"))
                .insecureAllowHttp()
                .build();
    }

    /** The engine. */
    public LoginEngine engine() {
        return engine;
    }

    /** The ids taken so far. */
    public Set<String> taken() {
        return taken;
    }

    /** Begins. */
    public Attempt start(OidcConnection connection) {
        String handle = RandomToken.bits256();
        Instant now = clock.instant();
        return new Attempt(
                connection,
                handle,
                engine.start(
                        connection,
                        new LoginEngine.Attempt(handle, URI.create("https://app.example.com/"), Optional.empty(), now)),
                now);
    }

    /** Signs in at the provider and returns where the browser is sent then. */
    public static URI authenticate(URI authorize, String user) {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page page = browser.fetch(authorize, Map.of());
        if (page.location().isPresent()) {
            return page.location().get();
        }
        HtmlForm form =
                page.findForm(f -> f.fieldOfType("password").isPresent()).orElseThrow();
        Map<String, String> values = new LinkedHashMap<>(form.fields());
        values.put(form.fieldOfType("text").orElseThrow(), user);
        values.put(form.fieldOfType("password").orElseThrow(), user + "-pw");
        TestBrowser.Page answer = browser.fetchPost(form.action(), values, Map.of());
        return answer.location().orElseThrow(() -> new IllegalStateException(answer.text()));
    }

    /** Brings an answer back. */
    public Identity finish(Attempt attempt, URI answer) {
        return finish(attempt, get(answer.getRawQuery()));
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

    /** The whole way. */
    public Identity signIn(OidcConnection connection, String user) {
        Attempt attempt = start(connection);
        return finish(attempt, authenticate(attempt.start().action(), user));
    }

    /** A GET with that query. */
    public static LoginRequest get(String rawQuery) {
        return new LoginRequest(
                "GET", Optional.of(rawQuery), parameters(rawQuery), Map.of(), Map.of(), Optional.empty());
    }

    /** Every occurrence of every parameter. */
    public static Map<String, List<String>> parameters(String rawQuery) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&")) {
            String[] parts = pair.split("=", 2);
            all.computeIfAbsent(decode(parts[0]), name -> new ArrayList<>())
                    .add(parts.length == 2 ? decode(parts[1]) : "");
        }
        return all;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void once(String purpose, String id, Instant until) {
        if (!taken.add(purpose + ":" + id)) {
            throw LoginException.of(LoginError.REPLAYED, "an id that was never seen", "one seen before");
        }
    }
}
