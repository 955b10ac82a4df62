package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
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
        try {
            return Base64.getDecoder().decode(XmlSpace.remove(text));
        } catch (IllegalArgumentException e) {
            throw SamlRefusal.malformed(what + " in Base64", "something else");
        }
    }
}
