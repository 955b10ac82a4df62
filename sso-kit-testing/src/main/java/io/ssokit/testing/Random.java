package io.ssokit.testing;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable names for codes, tokens, sessions and message ids. */
final class Random {
    private static final SecureRandom SOURCE = new SecureRandom();

    private Random() {}

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        SOURCE.nextBytes(bytes);
        return bytes;
    }

    /** URL-safe text of so many random bytes. */
    static String token(int count) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(count));
    }

    /** An xs:ID: SAML Core 1.3.4 wants at least 128 random bits and no leading digit. */
    static String xmlId() {
        return "_" + token(20);
    }
}
