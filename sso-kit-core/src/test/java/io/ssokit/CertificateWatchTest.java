package io.ssokit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.CertificateWatch.Watched;
import io.ssokit.attack.TestKeys;
import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.TrustEvent.CertificateExpiring;
import io.ssokit.audit.TrustEvent.CertificateOwner;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Fingerprint;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.MemoryStores;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CertificateWatchTest {
    private static final X509Certificate CERTIFICATE = TestKeys.certificate(TestKeys.IDP, "idp");
    private static final Instant END = CERTIFICATE.getNotAfter().toInstant();
    private static final Watched IDP = new Watched("acme", "okta", CertificateOwner.IDENTITY_PROVIDER, CERTIFICATE);

    private final List<AuditEvent> events = new ArrayList<>();
    private Instant now = END.minus(Duration.ofDays(60));
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final OneTimeStore store = MemoryStores.create(clock).oneTime();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean down;
    private final CertificateWatch watch = node();

    @Test
    void check_dayByDay_fiveEventsInAll() {
        for (int day = 0; day < 100; day++) {
            watch.check(List.of(IDP));
            now = now.plus(Duration.ofDays(1));
        }
        assertThat(events.stream().map(event -> ((CertificateExpiring) event).daysLeft()))
                .containsExactly(30L, 14L, 7L, 1L, 0L);
        assertThat(events.stream().map(AuditEvent::name).distinct())
                .containsExactly("certificate.expiring", "certificate.expired");
        assertThat(asked).as("the store is asked once for each").hasValue(5);
    }

    @Test
    void check_event_saysWhichAndWhen() {
        now = END.minus(Duration.ofDays(3));
        watch.check(List.of(IDP));
        assertThat(events)
                .containsExactly(new CertificateExpiring(
                        now, "acme", "okta", CertificateOwner.IDENTITY_PROVIDER, Fingerprint.of(CERTIFICATE), END, 3));
        assertThat(Fingerprint.of(CERTIFICATE)).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    }

    @Test
    void check_longOver_saidOnce() {
        now = END.plus(Duration.ofDays(1000));
        watch.check(List.of(IDP));
        watch.check(List.of(IDP));
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.name()).isEqualTo("certificate.expired"));
    }

    @Test
    void check_twoNodes_oneOfThemTells() {
        now = END.minus(Duration.ofDays(20));
        watch.check(List.of(IDP));
        node().check(List.of(IDP));
        assertThat(events).hasSize(1);
    }

    @Test
    void check_sameCertificateAtTwoConnections_bothTold() {
        now = END.minus(Duration.ofDays(20));
        watch.check(List.of(IDP, new Watched("beta", "okta2", CertificateOwner.IDENTITY_PROVIDER, CERTIFICATE)));
        assertThat(events).extracting(AuditEvent::tenant).containsExactly("acme", "beta");
    }

    @Test
    void check_storeDown_toldOnceItIsBack() {
        now = END.minus(Duration.ofDays(20));
        down = true;
        assertThatThrownBy(() -> watch.check(List.of(IDP))).isInstanceOf(StoreException.class);
        assertThat(events).isEmpty();
        down = false;
        watch.check(List.of(IDP));
        assertThat(events).hasSize(1);
    }

    private CertificateWatch node() {
        OneTimeStore counted = (purpose, id, until) -> {
            asked.incrementAndGet();
            if (down) {
                throw new StoreException.Unavailable("down", Duration.ofSeconds(1), null);
            }
            return store.take(purpose, id, until);
        };
        return new CertificateWatch(counted, events::add, clock);
    }
}
