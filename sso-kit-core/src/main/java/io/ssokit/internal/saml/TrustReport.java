package io.ssokit.internal.saml;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.TrustEvent;
import io.ssokit.audit.TrustEvent.TrustFailure;
import io.ssokit.internal.Fingerprint;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes audit events of what becomes of one connection's metadata. */
record TrustReport(String tenant, String connection, AuditListener audit, Clock clock)
        implements MetadataDocument.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(TrustReport.class);

    @Override
    public void failed(RuntimeException failure, Optional<Instant> lastGood) {
        TrustFailure kind =
                MetadataDocument.isRefusal(failure) ? TrustFailure.METADATA_REFUSED : TrustFailure.METADATA_UNREACHABLE;
        String detail = String.valueOf(failure.getMessage());
        LOG.warn("metadata of connection {}: {}", connection, detail);
        audit.on(new TrustEvent.TrustFailed(clock.instant(), tenant, connection, kind, detail, lastGood));
    }

    @Override
    public void restored() {
        audit.on(new TrustEvent.TrustRestored(clock.instant(), tenant, connection));
    }

    @Override
    public void changed(IdpMetadata before, IdpMetadata after) {
        List<String> added = without(after.certificates(), before.certificates());
        List<String> removed = without(before.certificates(), after.certificates());
        if (!added.isEmpty() || !removed.isEmpty()) {
            audit.on(new TrustEvent.TrustedKeysChanged(clock.instant(), tenant, connection, added, removed));
        }
    }

    private static List<String> without(List<X509Certificate> all, List<X509Certificate> some) {
        List<X509Certificate> rest = new ArrayList<>(all);
        rest.removeAll(some);
        return rest.stream().map(Fingerprint::of).toList();
    }
}
