package io.ssokit;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.TrustEvent;
import io.ssokit.audit.TrustEvent.CertificateOwner;
import io.ssokit.internal.Fingerprint;
import io.ssokit.state.OneTimeStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Announces that certificates end: 30, 14, 7 and 1 days before, and once they have ended; each of these once for all nodes.
 * What is trusted does not change by it. Used by one thread.
 */
final class CertificateWatch {
    private static final List<Integer> DAYS = List.of(1, 7, 14, 30);
    private static final Duration REMEMBER = Duration.ofDays(400);

    private final OneTimeStore once;
    private final AuditListener audit;
    private final Clock clock;
    private Set<String> settled = new HashSet<>();

    CertificateWatch(OneTimeStore once, AuditListener audit, Clock clock) {
        this.once = once;
        this.audit = audit;
        this.clock = clock;
    }

    /** A certificate and where it counts. */
    record Watched(String tenant, String connection, CertificateOwner owner, X509Certificate certificate) {}

    /**
     * Announces what has not been announced yet.
     *
     * @param all every certificate in use: those that are no longer among them are forgotten
     * @throws io.ssokit.error.StoreException if it cannot be told what has been announced
     */
    void check(List<Watched> all) {
        Set<String> seen = new HashSet<>();
        try {
            all.forEach(watched -> check(watched, seen));
        } finally {
            settled = seen;
        }
    }

    private void check(Watched watched, Set<String> seen) {
        Instant now = clock.instant();
        Instant end = watched.certificate().getNotAfter().toInstant();
        Duration left = Duration.between(now, end);
        boolean over = left.isNegative() || left.isZero();
        int stage = over ? 0 : stage(left);
        if (stage < 0) {
            return;
        }
        String fingerprint = Fingerprint.of(watched.certificate());
        String id = watched.connection() + ":" + fingerprint.replace(":", "") + ":" + stage;
        if (!settled.contains(id) && !seen.contains(id) && once.take("certificate.end", id, now.plus(REMEMBER))) {
            audit.on(new TrustEvent.CertificateExpiring(
                    now, watched.tenant(), watched.connection(), watched.owner(), fingerprint, end, left.toDays()));
        }
        seen.add(id);
    }

    /** The nearest threshold that is reached; the earlier ones no longer matter. Negative if none is. */
    private static int stage(Duration left) {
        return DAYS.stream()
                .filter(days -> left.compareTo(Duration.ofDays(days)) <= 0)
                .findFirst()
                .orElse(-1);
    }
}
