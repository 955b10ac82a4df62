package io.ssokit.internal.saml;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The digest algorithms a Reference may name (RFC 9231 §2.1; XML Encryption 1.1 §5.8); SHA-1 where a connection lets it. */
enum DigestAlgorithm {
    SHA256("http://www.w3.org/2001/04/xmlenc#sha256", "SHA-256"),
    SHA384("http://www.w3.org/2001/04/xmldsig-more#sha384", "SHA-384"),
    // weak: for connections that let SHA-1 pass by name
    SHA1("http://www.w3.org/2000/09/xmldsig#sha1", "SHA-1"),
    SHA512("http://www.w3.org/2001/04/xmlenc#sha512", "SHA-512");

    private static final DigestAlgorithm[] ALL = values();

    private final String uri;
    private final String jcaName;

    DigestAlgorithm(String uri, String jcaName) {
        this.uri = uri;
        this.jcaName = jcaName;
    }

    /** The algorithm with this identifier, or null if it is not one we allow. */
    static @Nullable DigestAlgorithm of(@Nullable String uri) {
        for (DigestAlgorithm algorithm : ALL) {
            if (algorithm.uri.equals(uri)) {
                return algorithm;
            }
        }
        return null;
    }

    String uri() {
        return uri;
    }

    byte[] digest(ByteSink octets) {
        try {
            return octets.digest(MessageDigest.getInstance(jcaName));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no " + jcaName, e);
        }
    }
}
