package io.ssokit;

import io.ssokit.CertificateWatch.Watched;
import io.ssokit.audit.TrustEvent.CertificateOwner;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnection;
import io.ssokit.directory.Traffic;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.Background;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.LoginEngine;
import io.ssokit.store.Stores;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kit sees to by itself, about once a minute: metadata is read again before a sign-in finds it old, the end of
 * certificates is announced, and what is over is deleted from the stores. Rounds are run by one thread.
 */
final class Upkeep implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SsoKit.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final String NONE = "-";

    private final IdpConnectionStore connections;
    private final List<LoginEngine> engines;
    private final SamlKeys keys;
    private final Traffic traffic;
    private final Stores stores;
    private final Background background;
    private final CertificateWatch watch;

    Upkeep(
            IdpConnectionStore connections,
            List<LoginEngine> engines,
            SamlKeys keys,
            Traffic traffic,
            Stores stores,
            Background background,
            CertificateWatch watch) {
        this.connections = connections;
        this.engines = List.copyOf(engines);
        this.keys = keys;
        this.traffic = traffic;
        this.stores = stores;
        this.background = background;
        this.watch = watch;
    }

    /** Runs from now on, until this is closed or held by nobody: a kit that nobody closes is not kept alive by it. */
    void start() {
        WeakReference<Upkeep> self = new WeakReference<>(this);
        Background threads = background;
        threads.every(PAUSE, () -> runOrClose(self, threads));
    }

    private static void runOrClose(WeakReference<Upkeep> self, Background threads) {
        Upkeep upkeep = self.get();
        if (upkeep == null) {
            threads.close();
        } else {
            upkeep.run();
        }
    }

    /** Ends the kit's threads. */
    @Override
    public void close() {
        background.close();
    }

    /** One round. Throws nothing: the next round comes. */
    @Override
    public void run() {
        try {
            traffic.tellAll();
            List<Watched> certificates = new ArrayList<>();
            boolean saml = false;
            for (IdpConnection connection : enabled()) {
                saml |= connection instanceof SamlConnection;
                certificates.addAll(keep(connection));
            }
            if (saml) {
                certificates.addAll(ours());
            }
            watch.check(certificates);
        } catch (RuntimeException failed) {
            LOG.warn("a round of upkeep failed; the next one comes: {}", failed.toString());
        }
        purge();
    }

    private void purge() {
        try {
            int deleted = stores.purge();
            LOG.debug("deleted {} rows that were over", deleted);
        } catch (RuntimeException failed) {
            LOG.warn("what is over was not deleted; the next round does it: {}", failed.toString());
        }
    }

    private List<IdpConnection> enabled() {
        return connections.list().stream()
                .filter(connection -> connection.trust().enabled())
                .toList();
    }

    private List<Watched> keep(IdpConnection connection) {
        for (LoginEngine engine : engines) {
            if (engine.serves(connection)) {
                return keep(connection, engine);
            }
        }
        return List.of();
    }

    private static List<Watched> keep(IdpConnection connection, LoginEngine engine) {
        try {
            return engine.upkeep(connection).stream()
                    .map(found -> new Watched(
                            connection.tenant(), connection.id(), CertificateOwner.IDENTITY_PROVIDER, found))
                    .toList();
        } catch (IdpUnavailableException known) {
            LOG.debug("connection {}: {}", connection.id(), known.getMessage());
        } catch (RuntimeException failed) {
            LOG.warn("upkeep of connection {} failed", connection.id(), failed);
        }
        return List.of();
    }

    private List<Watched> ours() {
        return keys.list().stream()
                .map(key -> new Watched(NONE, NONE, CertificateOwner.SERVICE_PROVIDER, key.certificate()))
                .toList();
    }
}
