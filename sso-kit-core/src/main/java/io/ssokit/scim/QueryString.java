package io.ssokit.scim;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes what the URL holds. Entra sends raw quotation marks, and blanks as {@code +}, which RFC 3986 does not know:
 *
 * <pre>{@code
 * GET /Users?filter=userName+eq+"bjensen"
 *
 * GET /Users?filter=userName%20eq%20%22bjensen%22
 * }</pre>
 */
final class QueryString {
    private final Map<String, String> parameters;

    private QueryString(Map<String, String> parameters) {
        this.parameters = parameters;
    }

    /** @throws ScimException invalidValue if it is not percent-encoded UTF-8 or holds a parameter twice */
    static QueryString parse(String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (!name.isEmpty() && parameters.put(name, value) != null) {
                throw ScimException.invalidValue(
                        "the query has the parameter " + ScimException.excerpt(name) + " twice");
            }
        }
        return new QueryString(parameters);
    }

    /** Parameters that did not come in the URL. */
    static QueryString of(Map<String, String> parameters) {
        return new QueryString(Map.copyOf(parameters));
    }

    /** Whether the parameter is there, with text or without. */
    boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** The parameter's value; empty if it is missing or has no text. */
    Optional<String> find(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
    }

    /** One name or value of a form. */
    static String decodeForm(String raw) {
        return decode(raw, true);
    }

    /** One path segment. */
    static String decodeSegment(String raw) {
        return decode(raw, false);
    }

    private static String decode(String raw, boolean plusIsBlank) {
        if (isPlain(raw)) {
            return plusIsBlank ? raw.replace('+', ' ') : raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            if (c == '%') {
                bytes.write(hex(raw, i + 1) << 4 | hex(raw, i + 2));
                i += 3;
            } else if (c < 0x80) {
                bytes.write(c == '+' && plusIsBlank ? ' ' : c);
                i++;
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw badEncoding();
        }
    }

    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) == '%' || raw.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int hex(String raw, int index) {
        int digit = index < raw.length() ? Character.digit(raw.charAt(index), 16) : -1;
        if (digit < 0) {
            throw badEncoding();
        }
        return digit;
    }

    private static ScimException badEncoding() {
        return ScimException.invalidValue("the URL is not percent-encoded UTF-8");
    }
}
