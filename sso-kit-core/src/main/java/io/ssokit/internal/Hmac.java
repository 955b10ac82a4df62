package io.ssokit.internal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) and keys derived from it (RFC 5869). Immutable and thread-safe. */
public final class Hmac {
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;

    private Hmac(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** @throws IllegalArgumentException if the key has fewer than 32 bytes */
    public static Hmac with(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException("an HMAC key needs 32 bytes at least");
        }
        return new Hmac(key);
    }

    /** The 32-byte authentication code of these bytes. */
    public byte[] sign(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    /** Whether this is the authentication code of these bytes; compared in constant time. */
    public boolean verify(byte[] message, byte[] code) {
        return MessageDigest.isEqual(sign(message), code);
    }

    /** A 32-byte key for one purpose: one block of HKDF-Expand over this key. */
    public byte[] derive(String purpose) {
        byte[] info = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return sign(block);
    }
}
