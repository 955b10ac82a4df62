package io.ssokit.key;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * A key to sign with and the certificate that goes with it. Immutable.
 *
 * @param privateKey RSA of at least 2048 bits
 * @param certificate of the same key, as our metadata shows it
 */
public record SigningKey(PrivateKey privateKey, X509Certificate certificate) {
    /** Without the private key. */
    @Override
    public String toString() {
        return "SigningKey[" + certificate.getSubjectX500Principal() + "]";
    }
}
