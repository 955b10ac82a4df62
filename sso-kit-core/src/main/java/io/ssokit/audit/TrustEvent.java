package io.ssokit.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of the metadata and certificates that trust rests on. Immutable; holds no secret. */
public sealed interface TrustEvent extends AuditEvent.Monitoring {
    /** Why there is no newer metadata of an identity provider. */
    enum TrustFailure {
        /** It cannot be fetched or read. */
        METADATA_UNREACHABLE,
        /** A document was had and must not be used: wrong entityId or signature, ended, malformed, too large. */
        METADATA_REFUSED
    }

    /**
     * What an identity provider's keys and addresses are read from fails, or says what must not be used. Told when that
     * begins, not at every try; what is trusted does not change by it.
     *
     * @param detail what was expected and what came
     * @param lastGood when the document that goes on serving was read; empty if there is none and nobody can sign in
     */
    record TrustFailed(
            Instant at,
            String tenant,
            String connection,
            TrustFailure failure,
            String detail,
            Optional<Instant> lastGood)
            implements TrustEvent {
        @Override
        public String name() {
            return failure == TrustFailure.METADATA_REFUSED ? "trust.metadata.refused" : "trust.metadata.unreachable";
        }
    }

    /** An identity provider's metadata can be had and used again. */
    record TrustRestored(Instant at, String tenant, String connection) implements TrustEvent {
        @Override
        public String name() {
            return "trust.metadata.restored";
        }
    }

    /**
     * An identity provider's metadata lists other signing certificates than before.
     *
     * @param added SHA-256 fingerprints of those that count from now on
     * @param removed SHA-256 fingerprints of those that no longer do
     */
    record TrustedKeysChanged(Instant at, String tenant, String connection, List<String> added, List<String> removed)
            implements TrustEvent {
        public TrustedKeysChanged {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        @Override
        public String name() {
            return "trust.keys.changed";
        }
    }

    /** Whose certificate it is. */
    enum CertificateOwner {
        /** It signs what the identity provider sends: an expired one still counts, as long as metadata lists it. */
        IDENTITY_PROVIDER,
        /** One of our own: some identity providers refuse it once it has expired. */
        SERVICE_PROVIDER
    }

    /**
     * A certificate ends soon, or has ended. Told once for all nodes at 30, 14, 7 and 1 days, and at the end.
     *
     * @param connection the identity provider's connection; {@code -} for our own certificates
     * @param fingerprint SHA-256, in hexadecimal with colons
     * @param notAfter when it ends
     * @param daysLeft whole days until then; zero or negative once it has ended
     */
    record CertificateExpiring(
            Instant at,
            String tenant,
            String connection,
            CertificateOwner owner,
            String fingerprint,
            Instant notAfter,
            long daysLeft)
            implements TrustEvent {
        @Override
        public String name() {
            return at.isBefore(notAfter) ? "certificate.expiring" : "certificate.expired";
        }
    }
}
