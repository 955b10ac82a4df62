package io.ssokit.login;

import io.ssokit.audit.AuditListener;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.key.SamlKeys;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * Brings an engine into the kit by {@link java.util.ServiceLoader}, so that an app which leaves a protocol's module out
 * does not carry its dependencies.
 */
public interface LoginEngineFactory {
    /** An engine for one kit. */
    LoginEngine create(EngineContext context);

    /**
     * What an engine may use.
     *
     * @param serviceProvider our side
     * @param clock the only source of time
     * @param fetcher reads the identity providers' documents
     * @param keys our own keys; not to be asked before the kit is built
     * @param audit told what happens to what an engine trusts
     * @param background runs what no request should wait for; rejects it once the kit is closed
     */
    record EngineContext(
            ServiceProvider serviceProvider,
            Clock clock,
            HttpFetcher fetcher,
            SamlKeys keys,
            AuditListener audit,
            Executor background) {}
}
