package io.ssokit.login;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.time.Clock;
import java.util.Optional;

/** What the kit lends its engines, for tests of an engine alone. */
public final class EngineContexts {
    private EngineContexts() {}

    /** A context with keys in memory. */
    public static EngineContext of(ServiceProvider us, Clock clock) {
        Stores stores = MemoryStores.create(clock);
        return new EngineContext(
                us, clock, new HttpFetcher(), SamlKeys.of(stores::samlKeys, Optional.empty(), us, clock));
    }
}
