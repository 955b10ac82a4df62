package io.ssokit.internal.saml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attributes of a signed assertion (SAML Core 2.7.3). Attributes of one Name are put together: Keycloak sends
 * one element per value. Nothing under Advice is read (SAML Core 2.6.1).
 */
final class AttributeReader {
    /** Namespaces are declared anew in each value that is handed on as XML: together they may not outgrow a message. */
    private int roomForXml = XmlLimits.MESSAGE.bytes();

    private AttributeReader() {}

    /** Name to values in document order; an attribute without a value has an empty list. */
    static Map<String, List<String>> read(El assertion) {
        AttributeReader reader = new AttributeReader();
        Map<String, List<String>> attributes = new LinkedHashMap<>();
        for (El statement : assertion.elements(Names.SAML, "AttributeStatement")) {
            for (El attribute : statement.elements()) {
                reader.add(attribute, attributes);
            }
        }
        return attributes;
    }

    private void add(El attribute, Map<String, List<String>> attributes) {
        String name = attribute.attribute("Name");
        if (!attribute.is(Names.SAML, "Attribute") || name == null || XmlSpace.isBlank(name)) {
            throw SamlRefusal.structure("an Attribute with a Name", SamlRefusal.quote(attribute.qName()));
        }
        List<String> values = attributes.computeIfAbsent(name, any -> new ArrayList<>(1));
        for (El element : attribute.elements(Names.SAML, "AttributeValue")) {
            String value = value(element);
            if (value != null) {
                values.add(value);
            }
        }
    }

    /** The value without surrounding white space, or null if it is nil or blank. */
    private @Nullable String value(El element) {
        if (!element.hasElements()) {
            String text = XmlSpace.trim(element.text());
            return text.isEmpty() || "true".equals(element.attribute(Names.XSI, "nil")) ? null : text;
        }
        // SAML Core 2.7.3.1.1 allows any XML. A single NameID (eduPersonTargetedID) means its text; anything else is
        // handed on as XML, because its text alone would be a guess.
        El nameId = element.first(Names.SAML, "NameID");
        if (nameId != null && element.elements().size() == 1 && !element.hasText() && !nameId.hasElements()) {
            String text = XmlSpace.trim(nameId.text());
            return text.isEmpty() ? null : text;
        }
        ByteSink xml = new ByteSink(Math.min(512, roomForXml), roomForXml);
        Xml.canonicalize(element, C14n.EXCLUSIVE, "", null, xml);
        roomForXml -= xml.size();
        return new String(xml.toByteArray(), StandardCharsets.UTF_8);
    }
}
