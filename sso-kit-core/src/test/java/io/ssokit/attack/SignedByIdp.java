package io.ssokit.attack;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The identity provider's signature on what anybody made up. */
public final class SignedByIdp {
    private SignedByIdp() {}

    /** {@code xml} with a signature of the element that has this ID, after its Issuer. */
    public static String element(String xml, String id) {
        Document document = Dom.parse(xml);
        new TestSigner().with(VendorResponse.QUICKLY).sign(document, id);
        return Dom.write(document);
    }

    /** The response with its assertion signed; empty if it has none that can be. */
    public static Optional<String> assertion(byte[] response) {
        String xml = new String(response, StandardCharsets.UTF_8);
        // No document type reaches a parser that would read it.
        if (xml.contains("<!DOCTYPE") || xml.length() > 64 * 1024) {
            return Optional.empty();
        }
        try {
            Document document = Dom.parse(xml);
            Element assertion = Dom.child(document.getDocumentElement(), "Assertion");
            new TestSigner().with(VendorResponse.QUICKLY).sign(document, assertion.getAttribute("ID"));
            for (Node node = document.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node.getNodeType() == Node.PROCESSING_INSTRUCTION_NODE) {
                    return Optional.empty();
                }
            }
            return Optional.of(Dom.write(document));
        } catch (RuntimeException unusable) {
            return Optional.empty();
        }
    }
}
