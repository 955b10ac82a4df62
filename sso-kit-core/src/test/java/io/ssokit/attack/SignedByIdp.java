package io.ssokit.attack;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The identity provider's signature on an assertion that anybody made up. */
public final class SignedByIdp {
    private SignedByIdp() {}

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
