package io.ssokit.jdbc;

import io.ssokit.internal.CaseKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Index keys of a bounded length for texts of any length: an index holds no text of kilobytes. */
final class Keys {
    /** Short texts are their own key; the keys of long ones are longer than this, so the two never meet. */
    static final int SHORT = 200;

    private Keys() {}

    /** Equal for equal texts only. */
    static String exact(String text) {
        if (text.length() <= SHORT) {
            return text;
        }
        return text.substring(0, SHORT) + "#" + sha256(text);
    }

    /** Equal for texts that are equal without regard to case. */
    static String folded(String text) {
        return exact(CaseKey.of(text));
    }

    static Optional<String> exact(Optional<String> text) {
        return text.map(Keys::exact);
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }
}
