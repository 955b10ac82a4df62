package io.ssokit.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.LastGood;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The providers in use, by connection. The cache hands out a slot at once; reading the discovery document happens in the
 * slot, one read at a time, so that a dead provider holds up nobody else's sign-in. A changed connection is another key,
 * its old slot is forgotten. Bounded by weight. Thread-safe.
 */
final class OidcProviders {
    private static final long MAX_WEIGHT = 64L << 20;
    private static final Duration UNUSED = Duration.ofHours(24);
    private static final LastGood.Times TIMES = new LastGood.Times(
            Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(90), Duration.ofHours(24));
    private static final Duration ALMOST_OLD = Duration.ofMinutes(50);

    private final ServiceProvider serviceProvider;
    private final EngineContext context;
    private final Cache<OidcConnection, Slot> slots;

    OidcProviders(EngineContext context) {
        this.serviceProvider = context.serviceProvider();
        this.context = context;
        this.slots = Caffeine.newBuilder()
                .maximumWeight(MAX_WEIGHT)
                .weigher((OidcConnection connection, Slot slot) -> slot.weight())
                .expireAfterAccess(UNUSED)
                .ticker(() -> nanos(context.clock()))
                .executor(Runnable::run)
                .build();
    }

    /**
     * The provider of a connection.
     *
     * @throws io.ssokit.error.IdpUnavailableException if it cannot be reached and never could, or has not for a day
     * @throws io.ssokit.login.LoginException if its description does not fit the connection
     */
    OidcProvider get(OidcConnection connection) {
        return slots.get(connection, Slot::new).provider.get();
    }

    /**
     * Reads again what sign-ins would soon find old.
     *
     * @throws io.ssokit.error.IdpUnavailableException if nothing is known of the provider
     */
    void keepFresh(OidcConnection connection) {
        LastGood<OidcProvider> provider = slots.get(connection, Slot::new).provider;
        provider.refresh(ALMOST_OLD);
        provider.get().keepKeysFresh();
    }

    private static long nanos(Clock clock) {
        Instant now = clock.instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** One connection's place in the cache. */
    private final class Slot {
        private final OidcConnection connection;
        private final LastGood<OidcProvider> provider;
        private volatile @Nullable OidcProvider last;

        Slot(OidcConnection connection) {
            this.connection = connection;
            this.provider = new LastGood<>(this::read, context.clock(), TIMES);
        }

        int weight() {
            OidcProvider known = last;
            return known == null ? 1 : known.weight();
        }

        private OidcProvider read() {
            OidcProvider.Parts parts = new OidcProvider.Parts(
                    serviceProvider.oidcRedirectUri(connection.id()), context.fetcher(), context.clock());
            OidcProvider next = OidcProvider.read(connection, parts, last);
            if (next != last) {
                last = next;
                slots.asMap().replace(connection, this, this); // weighs it again
            }
            return next;
        }
    }
}
