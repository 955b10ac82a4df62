package io.ssokit.attack;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The DOM as an attacker uses it: find, copy, move. */
final class Dom {
    static final String DS = "http://www.w3.org/2000/09/xmldsig#";
    static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";

    private static final DocumentBuilderFactory BUILDERS = DocumentBuilderFactory.newDefaultNSInstance();
    private static final TransformerFactory TRANSFORMERS = TransformerFactory.newDefaultInstance();

    private Dom() {}

    static Document parse(String xml) {
        try {
            return BUILDERS.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String write(Document document) {
        try {
            Transformer transformer = TRANSFORMERS.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static Element byId(Document document, String id) {
        return all(document.getDocumentElement()).stream()
                .filter(element -> id.equals(element.getAttribute("ID")))
                .findFirst()
                .orElseThrow();
    }

    /** {@code root} and all elements in it, in document order. */
    static List<Element> all(Element root) {
        List<Element> found = new ArrayList<>();
        collect(root, found);
        return found;
    }

    static Element child(Element parent, String local) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getLocalName().equals(local)) {
                return element;
            }
        }
        throw new IllegalArgumentException("no " + local + " in " + parent.getNodeName());
    }

    static Element signature(Element parent) {
        return child(parent, "Signature");
    }

    static Element first(Element root, String local) {
        return find(root, local).orElseThrow();
    }

    /** The first element of this name, {@code root} included. */
    static Optional<Element> find(Element root, String local) {
        return all(root).stream()
                .filter(element -> element.getLocalName().equals(local))
                .findFirst();
    }

    /** Whether {@code node} is {@code ancestor} or somewhere in it. */
    static boolean isIn(Node node, Node ancestor) {
        Node at = node;
        while (at != null && at != ancestor) {
            at = at.getParentNode();
        }
        return at != null;
    }

    private static void collect(Element element, List<Element> found) {
        found.add(element);
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element next) {
                collect(next, found);
            }
        }
    }
}
