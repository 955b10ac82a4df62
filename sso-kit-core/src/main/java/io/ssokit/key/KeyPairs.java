package io.ssokit.key;

import io.ssokit.internal.RandomToken;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/** Which certificate belongs to a private key, and whether the two are good enough. */
final class KeyPairs {
    private static final int MIN_BITS = 2048;

    private KeyPairs() {}

    /** @throws SamlKeyException if none does, or the key is too short */
    static X509Certificate certificateOf(PrivateKey key, List<X509Certificate> certificates) {
        int bits = ((RSAKey) key).getModulus().bitLength();
        if (bits < MIN_BITS) {
            throw Pem.unusable("the RSA key has " + bits + " bits, fewer than " + MIN_BITS);
        }
        return certificates.stream()
                .filter(certificate -> belong(key, certificate))
                .findFirst()
                .orElseThrow(() -> Pem.unusable(
                        certificates.isEmpty()
                                ? "there is no certificate beside the private key"
                                : "the certificate belongs to another private key"));
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) {
        if (!(certificate.getPublicKey() instanceof RSAKey)) {
            return false;
        }
        try {
            byte[] message = RandomToken.bytes(32);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            // By its key, not by the certificate: one whose keyUsage is encryption could not verify.
            signature.initVerify(certificate.getPublicKey());
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }
}
