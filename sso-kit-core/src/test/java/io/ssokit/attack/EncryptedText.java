package io.ssokit.attack;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message whose text need not be well-formed, with its assertion encrypted as it stands; what was put before and behind
 * the message goes into the encryption too, because that is where nobody looks.
 */
final class EncryptedText {
    private static final Pattern ROOT = Pattern.compile("<(\\w+:)?Response[ >]");
    private static final Pattern DECLARATION = Pattern.compile(" (xmlns:\\w+)=\"[^\"]*\"");
    private static final Pattern ASSERTION =
            Pattern.compile("(<(\\w+:)?Assertion)([^>]*>.*</(\\w+:)?Assertion>)", Pattern.DOTALL);

    private EncryptedText() {}

    /** Without an assertion to encrypt, {@code xml} itself. */
    static String of(String xml) {
        Matcher root = ROOT.matcher(xml);
        Matcher assertion = ASSERTION.matcher(xml);
        if (!root.find() || !assertion.find()) {
            return xml;
        }
        int end = xml.lastIndexOf('>') + 1;
        int rootEnd = xml.lastIndexOf("Response>") < 0 ? end : xml.lastIndexOf("Response>") + "Response>".length();
        String plaintext = xml.substring(0, root.start())
                + assertion.group(1)
                + declarations(xml.substring(root.start(), xml.indexOf('>', root.start())), assertion.group(3))
                + assertion.group(3)
                + xml.substring(rootEnd);
        String encrypted =
                new Encrypter().wrapped("EncryptedAssertion", Encrypter.octets(plaintext), TestKeys.SP.getPublic());
        return xml.substring(root.start(), assertion.start()) + encrypted + xml.substring(assertion.end(), rootEnd);
    }

    /** The namespace declarations of the response that its assertion needs to stand alone. */
    private static String declarations(String response, String assertion) {
        StringBuilder missing = new StringBuilder();
        String startTag = assertion.substring(0, assertion.indexOf('>'));
        Matcher declaration = DECLARATION.matcher(response);
        while (declaration.find()) {
            if (!startTag.contains(declaration.group(1) + "=")) {
                missing.append(declaration.group());
            }
        }
        return missing.toString();
    }
}
