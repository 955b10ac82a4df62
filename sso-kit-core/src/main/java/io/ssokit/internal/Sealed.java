package io.ssokit.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticated encryption of small texts that travel through a browser: AES-256-GCM with a random 96-bit nonce (NIST SP
 * 800-38D), bound to a context. Whatever was changed, cut, or sealed by another key or for another context does not open;
 * nobody learns why. Immutable and thread-safe.
 */
public final class Sealed {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private final SecretKeySpec key;

    private Sealed(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @throws IllegalArgumentException if the key has not exactly 32 bytes */
    public static Sealed with(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("the key needs exactly 32 bytes");
        }
        return new Sealed(key);
    }

    /** Seals a text; {@code context} must be given again to open it. */
    public String seal(String text, String context) {
        byte[] nonce = RandomToken.bytes(NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return Base64Url.encode(all);
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    /** The text, if it was sealed by this key for this context. */
    public Optional<String> open(String sealed, String context) {
        return Base64Url.decode(sealed)
                .filter(all -> all.length >= NONCE + TAG_BITS / 8)
                .flatMap(all -> open(all, context));
    }

    private Optional<String> open(byte[] all, String context) {
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, all, context).doFinal(all, NONCE, all.length - NONCE);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException forgedOrForeign) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonceFirst, String context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonceFirst, 0, NONCE));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
