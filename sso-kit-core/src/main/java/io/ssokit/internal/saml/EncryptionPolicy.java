package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance;
import io.ssokit.connection.SamlAcceptance.Exemption;

/**
 * What a connection takes of encrypted content. The default, {@link #STANDARD}, reads an assertion that is encrypted
 * inside a response that is signed as a whole; everything else is a named exception.
 *
 * @param required an assertion in the clear is refused
 * @param allowUnsignedResponse an encrypted assertion is also read from a response without a signature; it must then
 *     carry a signature of its own
 * @param gcmOnly content must be encrypted with authentication (AES-GCM), even under a signature
 * @param allowTripleDes Triple DES is read
 * @param allowRsa15 content keys encrypted by RSA with the padding of PKCS #1 v1.5 are read
 */
record EncryptionPolicy(
        boolean required, boolean allowUnsignedResponse, boolean gcmOnly, boolean allowTripleDes, boolean allowRsa15) {
    static EncryptionPolicy of(SamlAcceptance acceptance) {
        return new EncryptionPolicy(
                acceptance.encryptedAssertion(),
                acceptance.allows(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE),
                acceptance.gcm(),
                acceptance.allows(Exemption.TRIPLE_DES),
                acceptance.allows(Exemption.RSA15));
    }

    /** No exceptions. */
    static final EncryptionPolicy STANDARD = new EncryptionPolicy(false, false, false, false, false);
}
