package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.util.Arrays;
import java.util.Base64;

/** Base64 as XML Schema and the POST binding write it: RFC 4648 §4, white space allowed anywhere, nothing else. */
final class StrictBase64 {
    private StrictBase64() {}

    /**
     * @param what names the text in the refusal
     * @throws SamlRefusal if {@code text} is not Base64 or decodes to more than {@code maxBytes}
     */
    static byte[] decode(String text, int maxBytes, String what) {
        // Four characters carry three bytes; line breaks may make the text a little longer.
        if (text.length() > maxBytes / 3L * 4 + maxBytes / 8L + 16) {
            throw SamlRefusal.of(LoginError.TOO_LARGE, what + " of at most " + maxBytes + " bytes", "more");
        }
        String characters = XmlSpace.remove(text);
        try {
            byte[] octets = Base64.getDecoder().decode(characters);
            if (endsCleanly(characters, octets)) {
                return octets;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw SamlRefusal.malformed(what + " in Base64", "something else");
    }

    /**
     * XML Schema Datatypes 3.2.16, RFC 4648 §3.5: the bits of the last character that carry nothing are zero. Otherwise the same
     * octets could be spelled in several ways.
     */
    private static boolean endsCleanly(String characters, byte[] octets) {
        int rest = octets.length % 3;
        byte[] tail = Arrays.copyOfRange(octets, octets.length - rest, octets.length);
        String canonical = Base64.getEncoder().withoutPadding().encodeToString(tail);
        return characters.startsWith(canonical, octets.length / 3 * 4);
    }
}
