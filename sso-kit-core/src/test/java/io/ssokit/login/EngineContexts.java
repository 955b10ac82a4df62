package io.ssokit.login;

import io.ssokit.audit.AuditListener;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.key.TestSamlKeys;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import java.time.Clock;
import java.util.concurrent.Executor;

/** What the kit lends its engines, for tests of an engine alone. */
public final class EngineContexts {
    private EngineContexts() {}

    /** A context with keys in memory, which does at once what would be done in the background. */
    public static EngineContext of(ServiceProvider us, Clock clock) {
        return of(us, clock, event -> {}, Runnable::run);
    }

    /** The same with a listener, and a background of the test's own. */
    public static EngineContext of(ServiceProvider us, Clock clock, AuditListener audit, Executor background) {
        return new EngineContext(us, clock, new HttpFetcher(), TestSamlKeys.inMemory(us, clock), audit, background);
    }
}
