package io.ssokit.servlet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request's path, decoded once, without path parameters and with single slashes. Only plain spellings have one: where
 * a proxy, the container and a framework could read the path in different ways there is none, and the request must be
 * refused instead of guessed (CVE-2020-1957, CVE-2023-22602, CVE-2024-28255 and their kin).
 */
final class RequestPath {
    private RequestPath() {}

    /**
     * The path below the context path, starting with a slash.
     *
     * @param requestUri the raw path of the request line, as {@code getRequestURI} has it
     * @param contextPath the raw context path, empty at the root
     * @return null if the spelling is not plain
     */
    static @Nullable String of(String requestUri, String contextPath) {
        String path = plain(requestUri);
        String context = contextPath.isEmpty() ? "" : plain(contextPath);
        if (path == null || context == null || !isBelow(path, context)) {
            return null;
        }
        String rest = path.substring(context.length());
        return rest.isEmpty() ? "/" : rest;
    }

    /** Whether {@code path} is {@code prefix} or stands below it, segment by segment. */
    static boolean isBelow(String path, String prefix) {
        return path.startsWith(prefix)
                && (prefix.isEmpty() || path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static @Nullable String plain(String raw) {
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            return null;
        }
        StringBuilder path = new StringBuilder(raw.length());
        int start = 1;
        while (start <= raw.length()) {
            int slash = raw.indexOf('/', start);
            int end = slash < 0 ? raw.length() : slash;
            if (end > start || slash < 0) { // an empty segment inside is a doubled slash
                String segment = segment(raw, start, end);
                if (segment == null) {
                    return null;
                }
                path.append('/').append(segment);
            }
            start = end + 1;
        }
        return path.toString();
    }

    private static @Nullable String segment(String raw, int start, int end) {
        int semicolon = raw.indexOf(';', start);
        boolean parameters = semicolon >= 0 && semicolon < end;
        String segment = decoded(raw, start, parameters ? semicolon : end);
        boolean hidden = parameters && (start == semicolon || decoded(raw, semicolon, end) == null);
        return segment == null || hidden || isDots(segment) ? null : segment;
    }

    /** {@code .} and {@code ..}, with the trailing dots and blanks that some file systems drop. */
    private static boolean isDots(String segment) {
        return !segment.isEmpty() && segment.chars().allMatch(c -> c == '.' || c == ' ');
    }

    private static @Nullable String decoded(String raw, int start, int end) {
        byte[] octets = new byte[end - start];
        int length = 0;
        for (int i = start; i < end; i++) {
            int octet = raw.charAt(i);
            if (octet == '%') {
                octet = i + 2 < end ? hex(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
                i += 2;
                if (isDelimiter(octet)) {
                    return null;
                }
            } else if (octet == '\\' || octet > 0x7e) {
                return null; // RFC 3986 §2: a URI is ASCII
            }
            if (octet < 0x20 || octet == 0x7f) {
                return null;
            }
            octets[length++] = (byte) octet;
        }
        return text(octets, length);
    }

    /** Encoded, these are a delimiter to one reader and a character to the next. */
    private static boolean isDelimiter(int octet) {
        return octet == '/' || octet == '\\' || octet == ';';
    }

    private static @Nullable String text(byte[] octets, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
            return isDoublyEncoded(text) || text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException overlongOrBroken) {
            return null;
        }
    }

    private static boolean isDoublyEncoded(String text) {
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', i + 1)) {
            if (i + 2 < text.length() && hex(text.charAt(i + 1), text.charAt(i + 2)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int hex(char high, char low) {
        int h = Character.digit(high, 16);
        int l = Character.digit(low, 16);
        return h < 0 || l < 0 || high > 'f' || low > 'f' ? -1 : h * 16 + l;
    }
}
