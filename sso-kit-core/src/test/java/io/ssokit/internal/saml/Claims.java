package io.ssokit.internal.saml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/**
 * Everything an assertion says that the kit reads: who, by whom, what, for whom and until when. Read twice over: from the
 * message as the identity provider wrote it, by a DOM, and from what our engine says that it verified.
 *
 * @param conditions NotBefore, NotOnOrAfter and the audiences
 * @param authentication AuthnInstant, SessionIndex, SessionNotOnOrAfter and the context class
 */
record Claims(
        String id,
        String issuer,
        List<Optional<String>> nameId,
        Map<String, List<String>> attributes,
        List<Optional<String>> conditions,
        List<Optional<String>> authentication) {

    static Claims of(VerifiedAssertion verified, El assertion) {
        El conditions = assertion.first(Names.SAML, "Conditions");
        List<Optional<String>> limits = new ArrayList<>();
        limits.add(Optional.ofNullable(conditions.attribute("NotBefore")));
        limits.add(Optional.ofNullable(conditions.attribute("NotOnOrAfter")));
        for (El restriction : conditions.elements(Names.SAML, "AudienceRestriction")) {
            for (El audience : restriction.elements(Names.SAML, "Audience")) {
                limits.add(Optional.of(audience.text()));
            }
        }
        return new Claims(
                verified.id(),
                verified.issuer(),
                List.of(
                        Optional.of(verified.nameId().value()),
                        verified.nameId().format()),
                verified.attributes(),
                limits,
                List.of(
                        Optional.of(verified.authentication().at().toString()),
                        verified.authentication().sessionIndex(),
                        verified.authentication().sessionNotOnOrAfter().map(Object::toString),
                        verified.authentication().contextClass()));
    }

    /** @param xml a response before anybody signed or changed it */
    static Claims of(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element response = factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
        Element assertion = only(response, "Assertion");
        Element nameId = only(only(assertion, "Subject"), "NameID");
        Element conditions = only(assertion, "Conditions");
        List<Optional<String>> limits = new ArrayList<>();
        limits.add(attribute(conditions, "NotBefore"));
        limits.add(attribute(conditions, "NotOnOrAfter"));
        limits.add(Optional.of(
                only(only(conditions, "AudienceRestriction"), "Audience").getTextContent()));
        Element statement = only(assertion, "AuthnStatement");
        Element contextClass = only(only(statement, "AuthnContext"), "AuthnContextClassRef");
        return new Claims(
                assertion.getAttribute("ID"),
                only(assertion, "Issuer").getTextContent(),
                List.of(Optional.of(nameId.getTextContent().strip()), attribute(nameId, "Format")),
                attributes(only(assertion, "AttributeStatement")),
                limits,
                List.of(
                        attribute(statement, "AuthnInstant"),
                        attribute(statement, "SessionIndex"),
                        attribute(statement, "SessionNotOnOrAfter"),
                        Optional.of(contextClass.getTextContent().strip())));
    }

    private static Map<String, List<String>> attributes(Element statement) {
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (Element attribute : children(statement, "Attribute")) {
            List<String> values = attributes.computeIfAbsent(attribute.getAttribute("Name"), any -> new ArrayList<>());
            children(attribute, "AttributeValue")
                    .forEach(value -> values.add(value.getTextContent().strip()));
        }
        return attributes;
    }

    private static Optional<String> attribute(Element element, String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
    }

    private static Element only(Element parent, String local) {
        List<Element> found = children(parent, local);
        if (found.size() != 1) {
            throw new IllegalArgumentException(found.size() + " " + local);
        }
        return found.get(0);
    }

    private static List<Element> children(Element parent, String local) {
        List<Element> found = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && element.getLocalName().equals(local)) {
                found.add(element);
            }
        }
        return found;
    }
}
