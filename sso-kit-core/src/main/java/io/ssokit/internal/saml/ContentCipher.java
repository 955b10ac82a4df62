package io.ssokit.internal.saml;

import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The algorithms that content may be encrypted with (XML Encryption 1.1 §5.2). */
enum ContentCipher {
    AES128_GCM(Uris.XENC11 + "aes128-gcm", "AES", 16, true),
    AES192_GCM(Uris.XENC11 + "aes192-gcm", "AES", 24, true),
    AES256_GCM(Uris.XENC11 + "aes256-gcm", "AES", 32, true),
    AES128_CBC(Uris.XENC + "aes128-cbc", "AES", 16, false),
    AES192_CBC(Uris.XENC + "aes192-cbc", "AES", 24, false),
    AES256_CBC(Uris.XENC + "aes256-cbc", "AES", 32, false),
    // weak: for connections that let Triple DES pass by name
    TRIPLE_DES(Uris.XENC + "tripledes-cbc", "DESede", 24, false);

    private static final class Uris {
        private static final String XENC = Names.XENC;
        private static final String XENC11 = Names.XENC11;
    }

    private static final int GCM_IV_BYTES = 12;
    private static final int GCM_TAG_BYTES = 16;
    private static final ContentCipher[] ALL = values();

    private final String uri;
    private final String keyAlgorithm;
    private final int keyBytes;
    private final boolean authenticated;

    ContentCipher(String uri, String keyAlgorithm, int keyBytes, boolean authenticated) {
        this.uri = uri;
        this.keyAlgorithm = keyAlgorithm;
        this.keyBytes = keyBytes;
        this.authenticated = authenticated;
    }

    /** The algorithm with this identifier, or null if it is not one we know. */
    static @Nullable ContentCipher of(@Nullable String uri) {
        for (ContentCipher cipher : ALL) {
            if (cipher.uri.equals(uri)) {
                return cipher;
            }
        }
        return null;
    }

    String uri() {
        return uri;
    }

    int keyBytes() {
        return keyBytes;
    }

    /** Whether a change to the ciphertext is always noticed; if not, whoever sees what fails can learn the content. */
    boolean isAuthenticated() {
        return authenticated;
    }

    /**
     * Decrypts.
     *
     * @param key of {@link #keyBytes()} octets
     * @param octets initialisation vector, ciphertext and, with GCM, the tag (XML Encryption 1.1 §5.2.4)
     * @return the content, or null if this key and these octets do not belong together; why is nobody's business
     */
    byte @Nullable [] decrypt(byte[] key, byte[] octets) {
        int ivBytes = authenticated ? GCM_IV_BYTES : blockBytes();
        if (!fits(octets.length - ivBytes)) {
            return null;
        }
        try {
            Cipher cipher = Cipher.getInstance(keyAlgorithm + (authenticated ? "/GCM/NoPadding" : "/CBC/NoPadding"));
            AlgorithmParameterSpec parameters = authenticated
                    ? new GCMParameterSpec(GCM_TAG_BYTES * Byte.SIZE, octets, 0, ivBytes)
                    : new IvParameterSpec(octets, 0, ivBytes);
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, keyAlgorithm), parameters);
            byte[] content = cipher.doFinal(octets, ivBytes, octets.length - ivBytes);
            return authenticated ? content : withoutPadding(content);
        } catch (GeneralSecurityException | ProviderException e) {
            return null;
        }
    }

    private boolean fits(int bytes) {
        return authenticated ? bytes > GCM_TAG_BYTES : bytes > 0 && bytes % blockBytes() == 0;
    }

    private int blockBytes() {
        return this == TRIPLE_DES ? 8 : 16;
    }

    /**
     * XML Encryption 1.1 §5.2.2: the last octet says how many were added, itself included; the others are arbitrary, so
     * they say nothing about whether the key was right.
     */
    private byte @Nullable [] withoutPadding(byte[] padded) {
        int added = padded[padded.length - 1] & 0xFF;
        return added < 1 || added > blockBytes() ? null : Arrays.copyOf(padded, padded.length - added);
    }
}
