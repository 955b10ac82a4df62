package io.ssokit.internal.saml;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Decrypted octets on their way to a tree: through the same parser, within the same limits, as any other message. */
final class Plaintext {
    private Plaintext() {}

    /**
     * Parses {@code octets} where they stood: prefixes that they do not declare themselves mean what they mean at {@code
     * place} (XML Encryption 1.1 §4.4). Products built on Santuario write them so.
     *
     * @param octets must be one element, with white space around it at most
     * @param place the element that was there instead
     * @throws SamlRefusal if they are anything else
     */
    static El parse(byte[] octets, El place) {
        byte[] before = opening(place.scope()).toByteArray();
        byte[] after = "</context>".getBytes(StandardCharsets.US_ASCII);
        byte[] document = new byte[before.length + octets.length + after.length];
        System.arraycopy(before, 0, document, 0, before.length);
        System.arraycopy(octets, 0, document, before.length, octets.length);
        System.arraycopy(after, 0, document, before.length + octets.length, after.length);
        // Whatever closes the element around it early leaves two roots behind, which is not well-formed.
        return onlyElement(Xml.parse(document, XmlLimits.MESSAGE));
    }

    private static ByteSink opening(El.Scope scope) {
        ByteSink tag = new ByteSink(256, XmlLimits.MESSAGE.bytes());
        tag.raw("<context");
        Set<String> declared = new HashSet<>();
        for (El.Scope at = scope; at != null; at = at.outer()) {
            // Innermost first: the first declaration of a prefix is the one that counts.
            if (at.size() > 0 && declared.add(at.prefix())) {
                tag.raw(at.prefix().isEmpty() ? " xmlns" : " xmlns:" + at.prefix());
                tag.raw("=\"");
                tag.value(at.uri());
                tag.raw('"');
            }
        }
        tag.raw('>');
        return tag;
    }

    private static El onlyElement(El context) {
        El only = null;
        for (int i = 0; i < context.childCount(); i++) {
            Object child = context.child(i);
            if (child instanceof El element && only == null) {
                only = element;
            } else if (!(child instanceof String text && XmlSpace.isBlank(text))) {
                throw SamlRefusal.malformed("one element", "something beside it");
            }
        }
        if (only == null) {
            throw SamlRefusal.malformed("one element", "none");
        }
        return only;
    }
}
