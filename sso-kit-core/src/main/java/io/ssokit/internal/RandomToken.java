package io.ssokit.internal;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable texts in base64url without padding. Thread-safe. */
public final class RandomToken {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private RandomToken() {}

    /** 128 random bits, 22 characters. */
    public static String bits128() {
        return URL.encodeToString(bytes(16));
    }

    /** 256 random bits, 43 characters. */
    public static String bits256() {
        return URL.encodeToString(bytes(32));
    }

    /** Random bytes. */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A number from 0 to 1, for spreading things over time. */
    public static double fraction() {
        return RANDOM.nextDouble();
    }
}
