package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys pinned for one connection; two or more while an identity provider rolls over. Trust is the key
 * itself: neither the certificate's issuer nor its dates add or take away any. Keys too weak to protect a signature are
 * left out. Immutable.
 */
final class TrustedKeys {
    private final List<PublicKey> usable;
    private final int offered;
    private final Set<Exemption> exemptions;

    private TrustedKeys(List<PublicKey> usable, int offered, Set<Exemption> exemptions) {
        this.usable = usable;
        this.offered = offered;
        this.exemptions = Set.copyOf(exemptions);
    }

    static TrustedKeys ofKeys(Collection<PublicKey> keys) {
        Set<PublicKey> distinct = new LinkedHashSet<>(keys);
        List<PublicKey> usable =
                distinct.stream().filter(SignatureAlgorithm::isUsable).toList();
        return new TrustedKeys(usable, distinct.size(), Set.of());
    }

    static TrustedKeys ofCertificates(Collection<X509Certificate> certificates) {
        return ofKeys(certificates.stream().map(X509Certificate::getPublicKey).toList());
    }

    /** These keys with what a connection lets pass by name: SHA-1, an empty Reference URI. */
    TrustedKeys allowing(Set<Exemption> some) {
        return new TrustedKeys(usable, offered, some);
    }

    boolean allows(Exemption exemption) {
        return exemptions.contains(exemption);
    }

    /**
     * The keys to verify with.
     *
     * @throws SamlRefusal if there is none: without a key nothing is ever accepted
     */
    List<PublicKey> usable() {
        if (usable.isEmpty()) {
            throw SamlRefusal.of(
                    LoginError.SIGNATURE,
                    "a signing key of RSA " + SignatureAlgorithm.MIN_RSA_BITS + " bits or an elliptic curve of 256",
                    offered == 0 ? "no key" : offered + " keys of other kinds or too short",
                    "Put the identity provider's current signing certificate into the connection or its metadata.");
        }
        return usable;
    }

    /**
     * Verifies a signature by one of these keys.
     *
     * @param algorithm its identifier, as the message names it
     * @param octets what is signed
     * @throws SamlRefusal if the algorithm is not allowed or not of a kind that goes with the keys, or none of them has signed
     */
    void verify(@Nullable String algorithm, ByteSink octets, byte[] signature) {
        SignatureAlgorithm known = SignatureAlgorithm.of(algorithm);
        boolean weak = known == SignatureAlgorithm.RSA_SHA1 && !allows(Exemption.SHA1);
        if (known == null || weak) {
            throw SignedXml.notAllowed("RSA, RSA-PSS or ECDSA with SHA-256, SHA-384 or SHA-512", algorithm);
        }
        boolean tried = false;
        for (PublicKey key : usable()) {
            if (known.fits(key)) {
                tried = true;
                if (known.verify(key, octets, signature)) {
                    return;
                }
            }
        }
        if (!tried) {
            throw SignedXml.notAllowed("an algorithm for the kind of key pinned for this connection", known.uri());
        }
        throw SamlRefusal.of(
                LoginError.SIGNATURE,
                "a signature by a key pinned for this connection",
                "a signature by another key, or over other content",
                "If the identity provider changed its signing certificate, refresh the connection's metadata.");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TrustedKeys that && usable.equals(that.usable);
    }

    @Override
    public int hashCode() {
        return usable.hashCode();
    }
}
