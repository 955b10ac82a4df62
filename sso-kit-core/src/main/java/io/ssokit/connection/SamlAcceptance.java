package io.ssokit.connection;

import java.time.Duration;
import java.util.Set;

/**
 * What we take from a SAML identity provider beyond what is always demanded, and what is let pass by name. Immutable.
 *
 * @param signedAssertion whether the assertion itself must be signed even when the response is
 * @param signedResponse whether the response itself must be signed even when the assertion is
 * @param encryptedAssertion whether an assertion in clear is refused
 * @param gcm whether only authenticated encryption (AES-GCM) is decrypted
 * @param clockSkew how far the two clocks may differ
 * @param exceptions weak or unusual things that this identity provider may send
 */
public record SamlAcceptance(
        boolean signedAssertion,
        boolean signedResponse,
        boolean encryptedAssertion,
        boolean gcm,
        Duration clockSkew,
        Set<Exemption> exceptions) {
    /** The longest allowed {@link #clockSkew}. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

    /** What is demanded unless told otherwise. */
    public static final SamlAcceptance DEFAULT =
            new SamlAcceptance(false, false, false, false, Duration.ofMinutes(2), Set.of());

    public SamlAcceptance {
        exceptions = Set.copyOf(exceptions);
    }

    /** Whether something is let pass by name. */
    public boolean allows(Exemption exemption) {
        return exceptions.contains(exemption);
    }

    /** What can be let pass; each use is worth an audit. */
    public enum Exemption {
        /** Signatures and digests by SHA-1. */
        SHA1,
        /** A signature whose Reference has an empty URI, on the document's root only. */
        EMPTY_REFERENCE_URI,
        /** An encrypted assertion in a response that is not signed; it must then be signed itself. */
        ENCRYPTED_IN_UNSIGNED_RESPONSE,
        /** Content encrypted by Triple DES. */
        TRIPLE_DES,
        /** Keys encrypted by RSAES-PKCS1-v1_5. */
        RSA15
    }
}
