package io.ssokit.oidc;

import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.credentials.Credentials;
import org.pac4j.core.profile.UserProfile;

/**
 * Sign-in by a pac4j client that the app has plugged in. The client makes the request and checks the answer; the kit gives
 * it a web session that lives in the attempt's sealed cookie, binds the answer to the attempt and the browser, and takes the
 * profile from it. Thread-safe; keeps nothing of an attempt between {@link #start} and {@link #finish}.
 */
final class Pac4jLogin implements LoginEngine {
    /** Carries the handle in our callback's address, where the protocol has no state. */
    static final String ATTEMPT = "attempt";

    private static final String CARRIER = "carrier";
    private static final String OWN = "own";

    /** Longer than any attempt lives. */
    private static final Duration REMEMBER = Duration.ofHours(1);

    private final ServiceProvider serviceProvider;
    private final Clock clock;

    Pac4jLogin(EngineContext context) {
        this.serviceProvider = context.serviceProvider();
        this.clock = context.clock();
    }

    @Override
    public boolean serves(IdpConnection connection) {
        return connection instanceof CustomConnection custom && custom.settings() instanceof PluggedClient;
    }

    @Override
    public Optional<String> problemOf(IdpConnection connection) {
        URI callback = serviceProvider.customCallback(connection.id());
        return plugged(connection).hasOtherCallback(callback)
                ? Optional.of("client: its callback URL must be left out, or be " + callback)
                : Optional.empty();
    }

    @Override
    public Start start(IdpConnection connection, Attempt attempt) {
        AttemptMemory memory = new AttemptMemory();
        PluggedStart start = ask(connection, new AttemptContext(callback(connection)), memory, attempt.handle());
        if (start.carrier().isEmpty()) {
            memory = new AttemptMemory();
            start = ask(connection, inCallback(connection, attempt.handle()), memory, attempt.handle());
            if (!start.carries(attempt.handle())) {
                throw LoginException.of(
                        LoginError.UNSUPPORTED,
                        "a pac4j client that sends " + PluggedStart.CARRIERS + " or its callback URL with each request",
                        "a request that its answer cannot be told by");
            }
        }
        Map<String, String> remembered = new LinkedHashMap<>(PluggedMemory.encode(memory.values()));
        remembered.put(CARRIER, start.carrier().orElse(ATTEMPT));
        remembered.put(OWN, start.own());
        return new Start(start.action(), start.form(), remembered);
    }

    @Override
    public Optional<String> handle(IdpConnection connection, LoginRequest request) {
        Map<String, List<String>> parameters = parameters(request);
        if (parameters.containsKey(ATTEMPT)) {
            return single(parameters, ATTEMPT);
        }
        return PluggedStart.CARRIERS.stream()
                .filter(parameters::containsKey)
                .findFirst()
                .flatMap(name -> single(parameters, name));
    }

    /** Never: an answer belongs to an attempt of this browser, whatever the client thinks of it. */
    @Override
    public boolean isUnsolicited(LoginRequest request) {
        return false;
    }

    @Override
    public Identity finish(Callback callback) {
        Map<String, List<String>> parameters = parameters(callback.request());
        String carrier = CodeFlow.memory(callback, CARRIER);
        if (!single(parameters, carrier).equals(Optional.of(callback.handle()))) {
            throw LoginException.of(LoginError.IN_RESPONSE_TO, "the handle of this attempt", "another one or none");
        }
        requireNoError(parameters);
        AttemptContext context = answer(callback, carrier, parameters);
        AttemptMemory memory = new AttemptMemory(PluggedMemory.decode(callback.memory()));
        UserProfile profile = profile(callback.connection(), new CallContext(context, memory));
        callback.once()
                .take("pac4j.attempt", callback.handle(), callback.startedAt().plus(REMEMBER));
        return identity(profile, callback);
    }

    private PluggedStart ask(IdpConnection connection, AttemptContext context, AttemptMemory memory, String handle) {
        IndirectClient client = ready(connection);
        return PluggedStart.of(
                guarded(LoginError.AUTHENTICATION, () -> client.getRedirectionAction(new CallContext(context, memory))),
                handle);
    }

    private AttemptContext inCallback(IdpConnection connection, String handle) {
        AttemptContext context = new AttemptContext(callback(connection));
        context.setRequestAttribute(ATTEMPT, handle);
        return context;
    }

    /** The answer as the client expects it: with its own state, or at the address that holds the handle. */
    private AttemptContext answer(Callback callback, String carrier, Map<String, List<String>> parameters) {
        Map<String, List<String>> seen = new LinkedHashMap<>(parameters);
        if (carrier.equals(ATTEMPT)) {
            seen.remove(ATTEMPT);
        } else {
            seen.put(carrier, List.of(CodeFlow.memory(callback, OWN)));
        }
        AttemptContext context = new AttemptContext(
                callback(callback.connection()), callback.request().method(), seen);
        if (carrier.equals(ATTEMPT)) {
            context.setRequestAttribute(ATTEMPT, callback.handle());
        }
        return context;
    }

    private UserProfile profile(IdpConnection connection, CallContext context) {
        IndirectClient client = ready(connection);
        Credentials presented = guarded(LoginError.AUTHENTICATION, () -> client.getCredentials(context))
                .filter(Credentials::isForAuthentication)
                .orElseThrow(() -> LoginException.of(
                        LoginError.MALFORMED,
                        "an answer that signs somebody in",
                        "one in which the client finds nothing"));
        Credentials valid = guarded(LoginError.AUTHENTICATION, () -> client.validateCredentials(context, presented))
                .orElseThrow(() -> LoginException.of(
                        LoginError.AUTHENTICATION, "an answer that the pac4j client accepts", "one that it refuses"));
        return guarded(LoginError.AUTHENTICATION, () -> client.getUserProfile(context, valid))
                .orElseThrow(() -> LoginException.of(LoginError.SUBJECT, "a profile", "none"));
    }

    private static Identity identity(UserProfile profile, Callback callback) {
        String subject = profile.getId();
        if (subject == null || !Subjects.isUsable(subject)) {
            throw LoginException.of(
                    LoginError.SUBJECT,
                    "a profile with an id of 1-" + Subjects.MAX + " characters",
                    "none or another one");
        }
        Map<String, List<String>> attributes = PluggedProfile.attributes(profile);
        return new Identity(
                subject,
                Optional.empty(),
                attributes,
                SessionTags.of(attributes, true),
                callback.now(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Identity.Evidence(
                        Identity.Assurance.PLUGGED_IN, SsoSession.Authn.UNKNOWN, Map.of(), () -> "", Optional.empty()));
    }

    private static void requireNoError(Map<String, List<String>> parameters) {
        if (parameters.containsKey("error")) {
            AuthorizationResponse.refuse(single(parameters, "error").orElse(""));
        }
    }

    /** One step of the client's. */
    @FunctionalInterface
    private interface ClientStep<T> {
        Optional<T> take();
    }

    /** Whatever a client throws at what came from outside is a refusal, told by its kind: messages may hold tokens. */
    private static <T> Optional<T> guarded(LoginError refusal, ClientStep<T> step) {
        try {
            return step.take();
        } catch (RuntimeException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof IOException) {
                    throw new IdpUnavailableException("the pac4j client got no answer", failed);
                }
            }
            throw LoginException.of(
                            refusal,
                            "something that the pac4j client can go on with",
                            "its " + failed.getClass().getSimpleName())
                    .causedBy(failed);
        }
    }

    private IndirectClient ready(IdpConnection connection) {
        return plugged(connection).ready(callback(connection), clock);
    }

    private URI callback(IdpConnection connection) {
        return serviceProvider.customCallback(connection.id());
    }

    private static PluggedClient plugged(IdpConnection connection) {
        return (PluggedClient) ((CustomConnection) connection).settings();
    }

    private static Map<String, List<String>> parameters(LoginRequest request) {
        Map<String, List<String>> all = new LinkedHashMap<>(request.query());
        request.form().forEach((name, values) -> {
            if (all.put(name, values) != null) {
                throw LoginException.of(LoginError.MALFORMED, "each parameter in one place", name + " in two");
            }
        });
        return all;
    }

    private static Optional<String> single(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw LoginException.of(LoginError.MALFORMED, "each parameter once", values.size() + " times " + name);
        }
        return values.stream().filter(value -> !value.isEmpty()).findFirst();
    }
}
