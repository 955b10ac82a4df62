package io.ssokit.key;

import io.ssokit.internal.Base64Url;
import io.ssokit.internal.Sealed;
import io.ssokit.key.SamlKey.Use;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Seals private keys for the store. A sealed key opens only beside the id, use and certificate it was sealed with: whoever
 * may write to the store cannot have us publish a certificate of his own, or swap keys. Immutable and thread-safe.
 */
final class KeySeal {
    private final Sealed sealed;

    KeySeal(Sealed sealed) {
        this.sealed = sealed;
    }

    String seal(PrivateKey key, String id, Use use, X509Certificate certificate) {
        return sealed.seal(Base64Url.encode(key.getEncoded()), context(id, use, certificate));
    }

    /** The key, if it was sealed by this secret for exactly this. */
    Optional<PrivateKey> open(String text, String id, Use use, X509Certificate certificate) {
        return sealed.open(text, context(id, use, certificate))
                .flatMap(Base64Url::decode)
                .map(Pem::rsaKey);
    }

    /** Whether no previous secret is needed to open it. */
    boolean isCurrent(String text, String id, Use use, X509Certificate certificate) {
        return sealed.isCurrent(text, context(id, use, certificate));
    }

    private static String context(String id, Use use, X509Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return "saml-key/" + id + "/" + use + "/" + HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }
}
