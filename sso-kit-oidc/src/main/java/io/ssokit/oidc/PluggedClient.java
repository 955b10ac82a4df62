package io.ssokit.oidc;

import io.ssokit.error.IdpUnavailableException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.http.callback.CallbackUrlResolver;
import org.pac4j.core.http.url.UrlResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pac4j client that an app has brought along. Nobody sees it before it is wholly initialised: left to itself, pac4j shows a
 * second thread a half-made client, says nothing when that fails, and gives up for ever after three times. Thread-safe.
 */
final class PluggedClient {
    private static final Logger LOG = LoggerFactory.getLogger(PluggedClient.class);
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration BACK_OFF = Duration.ofSeconds(10);

    private final IndirectClient client;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Instant failedAt;
    private volatile boolean ready;

    PluggedClient(IndirectClient client) {
        this.client = client;
    }

    /** Whether another callback than that one was set before the client came here. */
    boolean hasOtherCallback(URI callback) {
        String before = client.getCallbackUrl();
        return before != null && !before.isBlank() && !before.equals(callback.toString());
    }

    /**
     * The client, ready for use.
     *
     * @throws IdpUnavailableException if it could not be initialised now or ten seconds ago, or another thread is still at it
     */
    IndirectClient ready(URI callback, Clock clock) {
        if (ready) {
            return client;
        }
        lock();
        try {
            if (!ready) {
                initialize(callback, clock.instant());
                ready = true;
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private void lock() {
        try {
            if (!lock.tryLock(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable("is still being initialised", null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable("was interrupted", interrupted);
        }
    }

    private void initialize(URI callback, Instant now) {
        if (failedAt != null && now.isBefore(failedAt.plus(BACK_OFF))) {
            throw unavailable("could not be initialised a moment ago", null);
        }
        client.setCallbackUrl(callback.toString());
        client.setCallbackUrlResolver(new AttemptCallback(callback));
        try {
            client.init(true);
        } catch (RuntimeException failed) {
            failedAt = now;
            LOG.warn("pac4j client {} is not initialised: {}", client.getName(), failed.toString());
            throw unavailable("could not be initialised", failed);
        }
        if (!client.isInitialized()) {
            failedAt = now;
            throw unavailable("could not be initialised", null);
        }
    }

    private IdpUnavailableException unavailable(String what, @Nullable Exception cause) {
        return new IdpUnavailableException("pac4j client " + client.getName() + " " + what, cause);
    }

    /** Our callback; where the protocol has no state of its own, the attempt's handle is part of the address. */
    private record AttemptCallback(URI callback) implements CallbackUrlResolver {
        @Override
        public String compute(UrlResolver urls, String url, String clientName, WebContext context) {
            return context.getRequestAttribute(Pac4jLogin.ATTEMPT, String.class)
                    .map(handle -> callback + "?" + Pac4jLogin.ATTEMPT + "=" + handle)
                    .orElse(callback.toString());
        }

        @Override
        public boolean matches(String clientName, WebContext context) {
            return true;
        }
    }
}
