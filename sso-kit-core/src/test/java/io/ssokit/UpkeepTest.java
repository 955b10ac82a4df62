package io.ssokit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.attack.IdpXml;
import io.ssokit.attack.TestKeys;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.TrustEvent;
import io.ssokit.audit.TrustEvent.CertificateExpiring;
import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.directory.Traffic;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.Background;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.key.SamlKey;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.EngineContexts;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UpkeepTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));

    private final List<AuditEvent> events = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final Stores stores = MemoryStores.create(clock);
    private final Stores watched = mock();
    private final SamlKeys keys = SamlKeys.of(stores::samlKeys, Optional.empty(), APP, clock);

    @Test
    void round_fileChanges_readBeforeAnybodySignsIn(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("idp.xml"), IdpXml.entity(IdpXml.IDP, TestKeys.IDP));
        Upkeep upkeep = upkeep(IdpConnection.saml("acme").metadata(file).build());
        upkeep.run();
        Files.writeString(file, IdpXml.entity(IdpXml.IDP, TestKeys.STRANGER));
        upkeep.run();
        assertThat(events).as("not old enough to be read again").isEmpty();
        now = now.plus(Duration.ofMinutes(10));
        upkeep.run();
        assertThat(events).singleElement().isInstanceOf(TrustEvent.TrustedKeysChanged.class);
    }

    @Test
    void round_oneConnectionFails_othersGoOn() {
        now = Instant.parse("2049-12-20T00:00:00Z");
        String xml = IdpXml.entity(IdpXml.IDP, TestKeys.IDP);
        Upkeep upkeep = upkeep(
                IdpConnection.saml("broken")
                        .metadata(Path.of("does", "not", "exist"))
                        .build(),
                CustomConnection.of("none", "cas", "settings").build(),
                IdpConnection.saml("off").metadataXml(xml).enabled(false).build(),
                IdpConnection.saml("good").metadataXml(xml).build());
        upkeep.run();
        upkeep.run();
        assertThat(events)
                .hasSize(2)
                .hasAtLeastOneElementOfType(TrustEvent.TrustFailed.class)
                .hasAtLeastOneElementOfType(CertificateExpiring.class);
        assertThat(events.stream().map(AuditEvent::name))
                .containsExactly("trust.metadata.unreachable", "certificate.expiring");
    }

    @Test
    void round_ourOwnCertificates_watchedToo() {
        SamlKey own = keys.make(SamlKey.Use.SIGNING);
        now = own.certificate().getNotAfter().toInstant().minus(Duration.ofDays(5));
        upkeep(IdpConnection.saml("acme")
                        .metadataXml(IdpXml.entity(IdpXml.IDP, TestKeys.IDP))
                        .build())
                .run();
        assertThat(events)
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                CertificateExpiring.class,
                                end -> assertThat(end.owner())
                                        .isEqualTo(TrustEvent.CertificateOwner.SERVICE_PROVIDER)));
    }

    @Test
    void round_storeDown_throwsNothing() {
        IdpConnectionStore down = new IdpConnectionStore() {
            @Override
            public Optional<IdpConnection> find(String id) {
                throw new IdpUnavailableException("down", null);
            }

            @Override
            public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
                throw new IdpUnavailableException("down", null);
            }

            @Override
            public List<IdpConnection> list() {
                throw new IdpUnavailableException("down", null);
            }
        };
        upkeep(down).run();
        assertThat(events).isEmpty();
    }

    @Test
    void close_threadAtWork_interruptedAndGone() throws Exception {
        Background background = new Background();
        AtomicReference<Thread> worker = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        background.execute(() -> {
            worker.set(Thread.currentThread());
            started.countDown();
            try {
                never.await();
            } catch (InterruptedException asMeant) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.get().isDaemon()).isTrue();
        background.close();
        worker.get().join(TimeUnit.SECONDS.toMillis(10));
        assertThat(worker.get().isAlive()).isFalse();
        assertThatThrownBy(() -> background.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void kit_closed_leavesNoThread() throws Exception {
        List<Thread> before = threads();
        SsoKit kit = SsoKit.builder(APP)
                .connections(IdpConnection.saml("acme").metadataXml(IdpXml.entity(IdpXml.IDP, TestKeys.IDP)))
                .build();
        List<Thread> own = new ArrayList<>(threads());
        own.removeAll(before);
        assertThat(own).hasSize(1);
        kit.close();
        own.get(0).join(TimeUnit.SECONDS.toMillis(10));
        assertThat(own.get(0).isAlive()).isFalse();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("sso-kit-background-"))
                .toList();
    }

    private Upkeep upkeep(IdpConnection... connections) {
        return upkeep(IdpConnectionStore.of(List.of(connections)));
    }

    @Test
    void round_connectionsFail_whatIsOverIsDeletedAllTheSame() {
        IdpConnectionStore down = mock();
        when(down.list()).thenThrow(new IllegalStateException("down"));
        when(watched.purge()).thenReturn(3).thenThrow(new IllegalStateException("down too"));
        Upkeep upkeep = upkeep(down);
        upkeep.run();
        upkeep.run();
        verify(watched, times(2)).purge();
    }

    private Upkeep upkeep(IdpConnectionStore connections) {
        return new Upkeep(
                connections,
                List.of(new SamlLogin(EngineContexts.of(APP, clock, events::add, Runnable::run))),
                keys,
                new Traffic(() -> stores.scim().directories(), clock, Runnable::run),
                watched,
                new Background(),
                new CertificateWatch(stores.oneTime(), events::add, clock));
    }
}
