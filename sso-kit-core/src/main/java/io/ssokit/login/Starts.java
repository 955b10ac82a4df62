package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.internal.RandomToken;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first step of every sign-in, whoever begins it. Thread-safe. */
final class Starts {
    private static final int MAX_MEMORY = 1024;
    private static final int MAX_BOUNCES = 3;

    private final Engines engines;
    private final AttemptCookies attempts;
    private final ReturnTo returnTo;
    private final Clock clock;

    Starts(Engines engines, AttemptCookies attempts, ReturnTo returnTo, Clock clock) {
        this.engines = engines;
        this.attempts = attempts;
        this.returnTo = returnTo;
        this.clock = clock;
    }

    /**
     * Where a sign-in shall end.
     *
     * @param landing a path that {@link ReturnTo} has accepted
     * @param app the launch target to open instead
     */
    record Goal(String landing, Optional<String> app) {}

    /**
     * Sends the browser to the identity provider.
     *
     * @param hint who is probably going to sign in
     * @param more cookies to set beside the attempt's own
     */
    LoginReply start(
            IdpConnection connection, LoginRequest request, Goal goal, Optional<String> hint, List<ReplyCookie> more) {
        requireEnabled(connection);
        Instant now = clock.instant();
        String handle = RandomToken.bits256();
        LoginEngine.Start start = engines.of(connection)
                .start(connection, new LoginEngine.Attempt(handle, returnTo.landing(goal.landing()), hint, now));
        requireSmall(start.memory());
        PendingLogin attempt =
                new PendingLogin(handle, connection.id(), goal.landing(), goal.app(), now, start.memory());
        List<ReplyCookie> cookies = new ArrayList<>(more);
        cookies.addAll(attempts.open(attempt, request));
        return start.form().isEmpty()
                ? new LoginReply.Redirect(start.action(), List.copyOf(cookies))
                : new LoginReply.PostForm(start.action(), start.form(), List.copyOf(cookies));
    }

    /**
     * Counts a start that nobody here has asked for.
     *
     * @throws LoginException if this browser has gone around in circles for too long
     */
    ReplyCookie counted(LoginRequest request, Instant now, String circle) {
        int bounces = attempts.bounces(request, now) + 1;
        if (bounces > MAX_BOUNCES) {
            throw LoginException.of(LoginError.TOO_MANY_BOUNCES, "an answer to our request", circle);
        }
        return attempts.bounced(bounces, now);
    }

    /** Asked of the store anew at every step: a connection that is switched off signs nobody in, from that moment on. */
    static void requireEnabled(IdpConnection connection) {
        if (!connection.trust().enabled()) {
            throw LoginException.of(
                    LoginError.CONNECTION_DISABLED, "a connection that is enabled", "'" + connection.id() + "'");
        }
    }

    private static void requireSmall(Map<String, String> memory) {
        int size = memory.entrySet().stream()
                .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                .sum();
        if (size > MAX_MEMORY) {
            throw new IllegalStateException("an engine remembers " + size + " bytes, more than " + MAX_MEMORY);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
