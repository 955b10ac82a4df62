package io.ssokit.attack;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Attr;
import org.w3c.dom.DOMException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Moves, copies, exchanges and edits elements, so that the document stays well-formed: wrappings and what is like them. */
final class TreeMutation {
    private static final ThreadLocal<Tools> TOOLS = ThreadLocal.withInitial(Tools::new);
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final String SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final String[][] WRAPPERS = {
        {SAMLP, "Extensions"},
        {SAML, "Advice"},
        {SAML, "Assertion"},
        {SAMLP, "Response"},
        {Dom.DS, "Object"},
        {Dom.DS, "Signature"},
        {SAML, "AttributeValue"},
        {"urn:x", "wrapper"}
    };
    private static final String[] TEXTS = {"admin@example.com", "", " ", "\n", "2099-01-01T00:00:00Z", "staff", "\u00e9"
    };

    private final Random random;

    TreeMutation(Random random) {
        this.random = random;
    }

    private static final class Tools {
        private final DocumentBuilder parser;
        private final Transformer writer;

        Tools() {
            try {
                DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                factory.setNamespaceAware(true);
                parser = factory.newDocumentBuilder();
                parser.setErrorHandler(new DefaultHandler());
                writer = TransformerFactory.newInstance().newTransformer();
                writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** {@code xml} changed, or as it is where it has no tree or the change would leave none. */
    String apply(String xml, String donor) {
        try {
            Document document = parse(xml);
            change(document, donor);
            return write(document);
        } catch (SAXException | DOMException e) {
            // An earlier step broke it; or the root would lose its place, or somebody become his own child.
            return xml;
        }
    }

    private void change(Document document, String donor) throws SAXException {
        List<Element> all = Dom.all(document.getDocumentElement());
        Element one = pick(all);
        Element other = pick(all);
        switch (random.nextInt(12)) {
            case 0 -> one.getParentNode().removeChild(one);
            case 1 -> insert(one, other);
            case 2 -> insert((Element) one.cloneNode(true), other);
            case 3 -> exchange(one, other);
            case 4 -> one.getParentNode().replaceChild(fromDonor(document, donor), one);
            case 5 -> insert(fromDonor(document, donor), other);
            case 6 -> wrap(one);
            case 7 -> unwrap(one);
            case 8 -> editAttribute(one, other);
            case 9 -> editText(one);
            case 10 -> forgeBeside(one);
            default ->
                one.appendChild(
                        random.nextBoolean()
                                ? document.createComment("x")
                                : document.createCDATASection(TEXTS[random.nextInt(TEXTS.length)]));
        }
    }

    private Element pick(List<Element> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void insert(Element moved, Element parent) {
        Node before = parent.getFirstChild();
        for (int i = random.nextInt(4); i > 0 && before != null; i--) {
            before = before.getNextSibling();
        }
        parent.insertBefore(moved, before);
    }

    private static void exchange(Element one, Element other) {
        if (one == other || one.getParentNode() instanceof Document || other.getParentNode() instanceof Document) {
            return; // the JDK's DOM lets no comment stand in for the root
        }
        Node place = other.getOwnerDocument().createComment("here");
        one.getParentNode().replaceChild(place, one);
        other.getParentNode().replaceChild(one, other);
        place.getParentNode().replaceChild(other, place);
    }

    private Element fromDonor(Document document, String donor) throws SAXException {
        return (Element) document.importNode(pick(Dom.all(parse(donor).getDocumentElement())), true);
    }

    private void wrap(Element element) {
        String[] name = WRAPPERS[random.nextInt(WRAPPERS.length)];
        Element wrapper = element.getOwnerDocument().createElementNS(name[0], "w:" + name[1]);
        element.getParentNode().replaceChild(wrapper, element);
        wrapper.appendChild(element);
    }

    private static void unwrap(Element element) {
        Node parent = element.getParentNode();
        while (element.getFirstChild() != null) {
            parent.insertBefore(element.getFirstChild(), element);
        }
        parent.removeChild(element);
    }

    private void editAttribute(Element one, Element other) {
        int count = one.getAttributes().getLength();
        if (count == 0) {
            one.setAttribute(random.nextBoolean() ? "ID" : "Id", "_assertion-1");
            return;
        }
        Attr attribute = (Attr) one.getAttributes().item(random.nextInt(count));
        switch (random.nextInt(4)) {
            case 0 -> one.removeAttributeNode(attribute);
            case 1 -> other.setAttribute("ID", attribute.getValue());
            case 2 -> attribute.setValue(TEXTS[random.nextInt(TEXTS.length)]);
            default -> {
                if (other.hasAttribute(attribute.getName())) {
                    attribute.setValue(other.getAttribute(attribute.getName()));
                } else {
                    one.setAttributeNS("urn:x", "x:" + attribute.getLocalName(), attribute.getValue());
                }
            }
        }
    }

    private void editText(Element element) {
        if (random.nextBoolean()) {
            element.setTextContent(TEXTS[random.nextInt(TEXTS.length)]);
        } else {
            Node text = element.getOwnerDocument().createTextNode(TEXTS[random.nextInt(TEXTS.length)]);
            element.insertBefore(text, random.nextBoolean() ? element.getFirstChild() : null);
        }
    }

    /** A copy with another text in it, before the original, after it or around it. */
    private void forgeBeside(Element original) {
        Element forged = (Element) original.cloneNode(true);
        List<Element> inside = Dom.all(forged);
        Element changed = pick(inside);
        changed.setTextContent("admin@example.com");
        Node parent = original.getParentNode();
        switch (random.nextInt(3)) {
            case 0 -> parent.insertBefore(forged, original);
            case 1 -> parent.insertBefore(forged, original.getNextSibling());
            default -> {
                parent.replaceChild(forged, original);
                insert(original, pick(Dom.all(forged)));
            }
        }
    }

    private static Document parse(String xml) throws SAXException {
        try {
            return TOOLS.get().parser.parse(new InputSource(new StringReader(xml)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String write(Document document) {
        try {
            StringWriter out = new StringWriter();
            TOOLS.get().writer.transform(new DOMSource(document), new StreamResult(out));
            return out.toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
