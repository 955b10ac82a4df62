package io.ssokit.internal.saml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in an EncryptedAssertion, EncryptedID or EncryptedAttribute (SAML Core 2.2.4, 2.3.4, 2.7.3.2; XML
 * Encryption 1.1 §3): one EncryptedData, and its key for one or several recipients inside or beside it. Nothing outside
 * the message is ever looked at.
 *
 * @param cipher how the content is encrypted
 * @param content initialisation vector and ciphertext
 * @param keys the content's key, encrypted; each may be for another recipient, or for another key of ours
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; lives for one decryption
record EncryptedElement(ContentCipher cipher, byte[] content, List<WrappedKey> keys) {
    /** Identity providers send one, or one per key of ours while it rolls over. */
    private static final int MAX_KEYS = 8;

    /** RSA of 8,192 bits. */
    private static final int MAX_WRAPPED_BYTES = 1024;

    /**
     * An EncryptedKey.
     *
     * @param recipient whom it says it is for, or null
     */
    @SuppressWarnings("ArrayRecordComponent")
    record WrappedKey(
            KeyTransport transport,
            byte[] wrapped,
            @Nullable String recipient) {}

    /**
     * Reads the structure; decrypts nothing.
     *
     * @throws SamlRefusal if it is not built as SAML and XML Encryption say, or names an unknown algorithm
     */
    static EncryptedElement read(El wrapper) {
        List<El> parts = wrapper.elements();
        // SAML Core 2.2.4: one EncryptedData, then any number of EncryptedKeys.
        boolean wellBuilt = !parts.isEmpty()
                && parts.get(0).is(Names.XENC, "EncryptedData")
                && parts.stream().skip(1).allMatch(part -> part.is(Names.XENC, "EncryptedKey"))
                && !wrapper.hasText();
        if (!wellBuilt) {
            throw malformed("one EncryptedData and its EncryptedKeys in " + wrapper.local(), "something else");
        }
        El data = parts.get(0);
        requireElementType(data);
        List<El> keys = keysOf(data, parts.subList(1, parts.size()));
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw malformed("1 to " + MAX_KEYS + " EncryptedKeys", keys.size() + " of them");
        }
        return new EncryptedElement(
                cipher(data),
                cipherValue(data, XmlLimits.MESSAGE.bytes()),
                keys.stream().map(EncryptedElement::wrappedKey).toList());
    }

    /** SAML Core 2.2.4: the type, where it is given, is that of an element. */
    private static void requireElementType(El data) {
        String type = data.attribute("Type");
        if (type != null && !type.equals(Names.XENC + "Element")) {
            throw malformed("an encrypted element", "Type " + SamlRefusal.quote(type));
        }
    }

    private static ContentCipher cipher(El data) {
        El method = only(data, "EncryptionMethod");
        String uri = method.attribute("Algorithm");
        ContentCipher cipher = ContentCipher.of(uri);
        // KeySize repeats what the algorithm's name says.
        if (cipher == null || method.elements().size() != method.count(Names.XENC, "KeySize")) {
            throw Decrypter.notAllowed("AES-GCM or AES-CBC for the content", uri);
        }
        return cipher;
    }

    private static WrappedKey wrappedKey(El key) {
        return new WrappedKey(
                KeyTransport.read(only(key, "EncryptionMethod")),
                cipherValue(key, MAX_WRAPPED_BYTES),
                key.attribute("Recipient"));
    }

    /**
     * The EncryptedKeys that belong to {@code data}: those in its KeyInfo and those its RetrievalMethods name; if it names
     * none, all that stand beside it (SAML E43: both places are in use).
     */
    private static List<El> keysOf(El data, List<El> beside) {
        List<El> infos = data.elements(Names.DS, "KeyInfo");
        if (infos.size() > 1) {
            throw malformed("at most one KeyInfo", infos.size() + " of them");
        }
        if (infos.isEmpty()) {
            return beside;
        }
        El info = infos.get(0);
        List<El> found = new ArrayList<>(info.elements(Names.XENC, "EncryptedKey"));
        for (El method : info.elements(Names.DS, "RetrievalMethod")) {
            found.add(retrieved(method, beside));
        }
        return found.isEmpty() ? beside : found;
    }

    /** Only "#" and the Id of a key beside the content: no document, no transform, nothing elsewhere in the message. */
    private static El retrieved(El method, List<El> beside) {
        String uri = String.valueOf(method.attribute("URI"));
        String type = method.attribute("Type");
        boolean keyHere = uri.startsWith("#")
                && (type == null || type.equals(Names.XENC + "EncryptedKey"))
                && !method.hasElements();
        List<El> named = beside.stream()
                .filter(key -> keyHere && uri.substring(1).equals(key.attribute("Id")))
                .toList();
        if (named.size() != 1) {
            throw malformed("a RetrievalMethod that names an EncryptedKey beside it", SamlRefusal.quote(uri));
        }
        return named.get(0);
    }

    private static byte[] cipherValue(El parent, int maxBytes) {
        El data = only(parent, "CipherData");
        List<El> parts = data.elements();
        if (parts.size() != 1 || !parts.get(0).is(Names.XENC, "CipherValue") || data.hasText()) {
            // A CipherReference is never followed.
            throw malformed("CipherData with a CipherValue", "another one");
        }
        return octets(parts.get(0), maxBytes);
    }

    /** The octets that stand in {@code element} as Base64. */
    static byte[] octets(El element, int maxBytes) {
        if (element.hasElements()) {
            throw malformed("a " + element.local() + " of text", "elements inside it");
        }
        return StrictBase64.decode(element.text(), maxBytes, element.local());
    }

    private static El only(El parent, String local) {
        List<El> all = parent.elements(Names.XENC, local);
        if (all.size() != 1) {
            throw malformed("one " + local + " in " + parent.local(), all.size() + " of them");
        }
        return all.get(0);
    }

    private static SamlRefusal malformed(String expected, String received) {
        return Decrypter.refusal(
                expected, received, "Have the identity provider encrypt as XML Encryption and SAML Core 2.2.4 say.");
    }
}
