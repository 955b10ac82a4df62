package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Canonical XML as it is written: UTF-8 octets in one growing array, escaped as Canonical XML 1.0 §2.3 says. */
final class ByteSink {
    private byte[] bytes;
    private final int limit;
    private int size;

    /** @param limit the most octets this sink takes */
    ByteSink(int capacity, int limit) {
        this.bytes = new byte[Math.min(capacity, limit)];
        this.limit = limit;
    }

    /** Appends markup or a name: no escaping. */
    void raw(String s) {
        ensure(s.length());
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c >= 0x80) {
                size = at;
                i += codePoint(s, i) - 1;
                ensure(s.length() - i);
                to = bytes;
                at = size;
            } else {
                to[at++] = (byte) c;
            }
        }
        size = at;
    }

    void raw(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
    }

    /** Appends character data. */
    void text(String s) {
        escaped(s, false);
    }

    /** Appends an attribute value, without the quotes. */
    void value(String s) {
        escaped(s, true);
    }

    private void escaped(String s, boolean attribute) {
        ensure(s.length());
        byte[] to = bytes;
        int at = size;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            String escape = c > '>' ? null : escapeOf(c, attribute);
            if (escape == null && c < 0x80) {
                to[at++] = (byte) c;
                continue;
            }
            size = at;
            if (escape != null) {
                raw(escape);
            } else {
                i += codePoint(s, i) - 1;
            }
            ensure(s.length() - i);
            to = bytes;
            at = size;
        }
        size = at;
    }

    private static @Nullable String escapeOf(char c, boolean attribute) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> attribute ? null : "&gt;";
            case '"' -> attribute ? "&quot;" : null;
            case '\t' -> attribute ? "&#x9;" : null;
            case '\n' -> attribute ? "&#xA;" : null;
            case '\r' -> "&#xD;";
            default -> null;
        };
    }

    /** Appends the non-ASCII character at {@code index}; returns how many UTF-16 units it takes. */
    private int codePoint(String s, int index) {
        int c = s.codePointAt(index);
        ensure(4);
        if (c < 0x800) {
            bytes[size++] = (byte) (0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                bytes[size++] = (byte) (0xE0 | c >> 12);
            } else {
                bytes[size++] = (byte) (0xF0 | c >> 18);
                bytes[size++] = (byte) (0x80 | c >> 12 & 0x3F);
            }
            bytes[size++] = (byte) (0x80 | c >> 6 & 0x3F);
        }
        bytes[size++] = (byte) (0x80 | c & 0x3F);
        return Character.charCount(c);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            if (size + more > limit) {
                // Declarations are repeated where they are used, so canonical XML can be far longer than its source.
                throw SamlRefusal.of(LoginError.TOO_LARGE, "at most " + limit + " bytes of canonical XML", "more");
            }
            // Never past the limit: what fits the array is not asked again.
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(bytes.length * 2, size + more)));
        }
    }

    int size() {
        return size;
    }

    byte[] digest(MessageDigest digest) {
        digest.update(bytes, 0, size);
        return digest.digest();
    }

    void feed(Signature signature) throws SignatureException {
        signature.update(bytes, 0, size);
    }

    /** Parses what was written. */
    El parse(XmlLimits limits) {
        return Xml.parse(bytes, 0, size, limits);
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
