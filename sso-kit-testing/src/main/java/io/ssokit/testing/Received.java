package io.ssokit.testing;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A message as it arrived, and what is known of its signature.
 *
 * @param signed a signature is there and verifies with a certificate of the issuer's metadata
 * @param signaturePresent a signature is there, good or bad
 */
record Received(
        SamlBinding binding,
        Element root,
        String xml,
        @Nullable String relayState,
        boolean signed,
        boolean signaturePresent) {
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";

    /**
     * Reads {@code SAMLRequest} or {@code SAMLResponse} out of a raw query or form body.
     *
     * @param certificates of an issuer: those that may sign what it sends
     */
    static Received read(
            @Nullable String raw,
            SamlBinding binding,
            String parameter,
            Function<String, List<X509Certificate>> certificates) {
        Params params = Params.parse(raw);
        byte[] xml = Wire.decode(parameter, params.get(parameter), binding);
        Element root = SafeXml.parse(xml).getDocumentElement();
        if (binding != SamlBinding.REDIRECT) {
            return enveloped(root, xml, params.find("RelayState").orElse(null), certificates);
        }
        boolean present = params.has("Signature");
        boolean good = present && RedirectSignature.holds(String.valueOf(raw), parameter, trusted(root, certificates));
        String text = new String(xml, StandardCharsets.UTF_8);
        return new Received(binding, root, text, params.find("RelayState").orElse(null), good, present);
    }

    /** A message that came inside of something else; it carries its own signature. */
    static Received of(Element root, Function<String, List<X509Certificate>> certificates) {
        return enveloped(root, SafeXml.write(root).getBytes(StandardCharsets.UTF_8), null, certificates);
    }

    private static Received enveloped(
            Element root,
            byte[] xml,
            @Nullable String relayState,
            Function<String, List<X509Certificate>> certificates) {
        boolean present = XmlSigner.isSigned(root);
        boolean good = present && XmlSigner.holds(root, trusted(root, certificates));
        String text = new String(xml, StandardCharsets.UTF_8);
        return new Received(SamlBinding.POST, root, text, relayState, good, present);
    }

    private static List<X509Certificate> trusted(Element root, Function<String, List<X509Certificate>> certificates) {
        String issuer = text(SafeXml.child(root, ASSERTION, "Issuer"));
        return issuer == null ? List.of() : certificates.apply(issuer);
    }

    /** The root element's name, which decides what the message is. */
    boolean is(String name) {
        return name.equals(root.getLocalName()) && PROTOCOL.equals(root.getNamespaceURI());
    }

    @Nullable
    String attribute(String name) {
        return attribute(root, name);
    }

    String required(String name) {
        String value = attribute(name);
        if (value == null || value.isEmpty()) {
            throw new BadRequest("the " + root.getLocalName() + " lacks " + name);
        }
        return value;
    }

    String issuer() {
        String issuer = text(SafeXml.child(root, ASSERTION, "Issuer"));
        if (issuer == null) {
            throw new BadRequest("the " + root.getLocalName() + " lacks Issuer");
        }
        return issuer;
    }

    static @Nullable String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    static @Nullable String text(@Nullable Element element) {
        return element == null ? null : element.getTextContent().trim();
    }
}
