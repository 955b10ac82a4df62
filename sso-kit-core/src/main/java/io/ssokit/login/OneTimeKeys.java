package io.ssokit.login;

import io.ssokit.internal.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Ids of any length as keys of a {@link io.ssokit.state.OneTimeStore}. */
final class OneTimeKeys {
    private static final int MAX = 255;

    private OneTimeKeys() {}

    /** The id itself where it fits and is plain ASCII, else its SHA-256: two ids never share a key. */
    static String bounded(String id) {
        boolean plain = id.length() <= MAX && id.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
        if (plain) {
            return id;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return "#" + Base64Url.encode(hash);
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }
}
