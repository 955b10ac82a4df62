package io.ssokit.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Authenticated encryption of texts that travel through a browser or lie in a store: AES-256-GCM with a random 96-bit nonce
 * (NIST SP 800-38D), bound to a context. While a key is replaced, what its predecessor sealed opens too. Whatever was changed, cut, or sealed by another key or for another context does not open;
 * nobody learns why. Immutable and thread-safe.
 */
public final class Sealed {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private final List<SecretKeySpec> keys;

    private Sealed(List<SecretKeySpec> keys) {
        this.keys = List.copyOf(keys);
    }

    /** @throws IllegalArgumentException if the key has not exactly 32 bytes */
    public static Sealed with(byte[] key) {
        return with(key, List.of());
    }

    /**
     * Seals with one key and opens with several.
     *
     * @param previous keys that nothing is sealed with any more
     * @throws IllegalArgumentException if a key has not exactly 32 bytes
     */
    public static Sealed with(byte[] key, List<byte[]> previous) {
        List<SecretKeySpec> keys = new ArrayList<>();
        keys.add(aes(key));
        previous.forEach(old -> keys.add(aes(old)));
        return new Sealed(keys);
    }

    private static SecretKeySpec aes(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("the key needs exactly 32 bytes");
        }
        return new SecretKeySpec(key, "AES");
    }

    /** Seals a text; {@code context} must be given again to open it. */
    public String seal(String text, String context) {
        byte[] nonce = RandomToken.bytes(NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, keys.get(0), nonce, context)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
            System.arraycopy(sealed, 0, all, NONCE, sealed.length);
            return Base64Url.encode(all);
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    /** The text, if it was sealed for this context, by this key or a previous one. */
    public Optional<String> open(String sealed, String context) {
        return opened(sealed, context, keys);
    }

    /** Whether it opens with the key that texts are sealed with now: a previous one may not be needed for it any more. */
    public boolean isCurrent(String sealed, String context) {
        return opened(sealed, context, keys.subList(0, 1)).isPresent();
    }

    private static Optional<String> opened(String sealed, String context, List<SecretKeySpec> with) {
        return Base64Url.decode(sealed)
                .filter(all -> all.length >= NONCE + TAG_BITS / 8)
                .flatMap(all -> with.stream()
                        .map(key -> open(key, all, context))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<String> open(SecretKeySpec key, byte[] all, String context) {
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, key, all, context).doFinal(all, NONCE, all.length - NONCE);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException forgedOrForeign) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonceFirst, String context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonceFirst, 0, NONCE));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
