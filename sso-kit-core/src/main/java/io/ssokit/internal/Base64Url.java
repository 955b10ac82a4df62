package io.ssokit.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Base64url without padding in exactly one spelling (RFC 4648 §3.5): the JDK's decoder accepts four spellings of one
 * 32-byte value, so what decodes is encoded again and compared.
 */
public final class Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private Base64Url() {}

    /** The one spelling of these bytes. */
    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /** The bytes, or empty if this is not the one spelling of any. */
    public static Optional<byte[]> decode(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes;
        try {
            bytes = DECODER.decode(ascii);
        } catch (IllegalArgumentException notBase64Url) {
            return Optional.empty();
        }
        return Arrays.equals(ENCODER.encode(bytes), ascii) ? Optional.of(bytes) : Optional.empty();
    }
}
