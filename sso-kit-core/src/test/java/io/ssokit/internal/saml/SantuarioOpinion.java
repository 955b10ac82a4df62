package io.ssokit.internal.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.apache.xml.security.signature.XMLSignature;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What Apache Santuario says of the signatures of a response: a parser into a DOM, IDs looked up in the document, secure
 * validation, one pinned key. Every signature of the response and of an assertion directly in it must verify, and there
 * must be one. Nothing is asked beyond that, so it accepts what a check of structure or content refuses.
 */
final class SantuarioOpinion {
    /** Held, because a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("org.apache.xml.security");

    /** A place where Santuario refuses what nobody has reason to refuse; each can be taken out of its way. */
    enum Stumble {
        /** We read UTF-8, which is what SAML sends, and no XML declaration can talk us into anything else. */
        ENCODING_DECLARATION,
        /** To XML a CDATA section is text; Santuario reads digests and signatures from other text alone. */
        CDATA_SECTION,
        /** KeyInfo never says which key to trust, so we do not read it at all; Santuario wants to understand it. */
        KEY_INFO,
        /**
         * A namespace name without a scheme, which Canonical XML 1.0 §1.3 forbids: Santuario refuses it wherever it
         * looks, ours sees no harm in one that is not signed and compares one that is like any other name.
         */
        RELATIVE_NAMESPACE
    }

    private final DocumentBuilder parser = parser(false);
    private final DocumentBuilder withoutCdata = parser(true);
    private final PublicKey key;

    SantuarioOpinion(PublicKey key) {
        org.apache.xml.security.Init.init();
        LOG.setLevel(Level.OFF);
        this.key = key;
    }

    private static DocumentBuilder parser(boolean coalescing) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setCoalescing(coalescing);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(new DefaultHandler());
            return parser;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether Santuario verifies the message as it came. */
    boolean accepts(byte[] xml) {
        return accepts(xml, Set.of());
    }

    /** The same with these out of the way. */
    boolean accepts(byte[] xml, Set<Stumble> removed) {
        Document document;
        try {
            InputSource source = removed.contains(Stumble.ENCODING_DECLARATION)
                    ? characters(xml)
                    : new InputSource(new ByteArrayInputStream(xml));
            document = (removed.contains(Stumble.CDATA_SECTION) ? withoutCdata : parser).parse(source);
        } catch (SAXException | IOException e) {
            return false;
        }
        if (removed.contains(Stumble.RELATIVE_NAMESPACE)) {
            dropRelativeNamespaces(document.getDocumentElement());
        }
        return accepts(document.getDocumentElement(), removed.contains(Stumble.KEY_INFO));
    }

    /** Of the declarations alone; names keep the namespace that they were parsed with. */
    private static void dropRelativeNamespaces(Element element) {
        for (int i = element.getAttributes().getLength() - 1; i >= 0; i--) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            boolean declaration = XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI());
            if (declaration
                    && !attribute.getValue().isEmpty()
                    && attribute.getValue().indexOf(':') < 0) {
                element.removeAttributeNode(attribute);
            }
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inside) {
                dropRelativeNamespaces(inside);
            }
        }
    }

    private static InputSource characters(byte[] xml) {
        String text = new String(xml, StandardCharsets.UTF_8);
        return new InputSource(new StringReader(text.startsWith("\ufeff") ? text.substring(1) : text));
    }

    private boolean accepts(Element response, boolean withoutKeyInfo) {
        if (!is(response, Names.SAMLP, "Response")) {
            return false;
        }
        declareIds(response);
        List<Element> signatures = children(response, Names.DS, "Signature");
        children(response, Names.SAML, "Assertion")
                .forEach(assertion -> signatures.addAll(children(assertion, Names.DS, "Signature")));
        return !signatures.isEmpty() && signatures.stream().allMatch(signature -> verifies(signature, withoutKeyInfo));
    }

    private boolean verifies(Element signature, boolean withoutKeyInfo) {
        // Not of other signatures: those may be signed content.
        List<Element> removed = withoutKeyInfo ? children(signature, Names.DS, "KeyInfo") : List.of();
        removed.forEach(signature::removeChild);
        try {
            return new XMLSignature(signature, "", true).checkSignatureValue(key);
        } catch (XMLSecurityException | RuntimeException e) {
            // It refuses some messages by what it did not expect either.
            return false;
        } finally {
            removed.forEach(signature::appendChild);
        }
    }

    private static void declareIds(Element element) {
        if (element.hasAttributeNS(null, "ID")) {
            element.setIdAttributeNS(null, "ID", true);
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inside) {
                declareIds(inside);
            }
        }
    }

    private static boolean is(Element element, String ns, String local) {
        return local.equals(element.getLocalName()) && ns.equals(element.getNamespaceURI());
    }

    private static List<Element> children(Element parent, String ns, String local) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && is(element, ns, local)) {
                found.add(element);
            }
        }
        return found;
    }
}
