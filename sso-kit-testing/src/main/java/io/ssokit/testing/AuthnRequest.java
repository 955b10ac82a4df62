package io.ssokit.testing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A SAML authentication request as the {@link FakeIdp} understood it (SAML Core 3.4.1). Immutable.
 *
 * @param id value of {@code ID}; null for an IdP-initiated login, which answers no request
 * @param issuer entity id of the service provider
 * @param acsUrl where the response goes; null when the request leaves that to the provider's registration
 * @param destination {@code Destination} as sent, or null
 * @param nameIdFormat wanted NameID format, or null
 * @param authnContextClass first requested authentication context class, or null
 * @param loginHint NameID of the {@code Subject}, or null
 * @param forceAuthn the user must type the password again
 * @param passive the user must not be asked anything
 * @param relayState RelayState that travelled beside the request, or null
 */
public record AuthnRequest(
        @Nullable String id,
        String issuer,
        @Nullable URI acsUrl,
        @Nullable String destination,
        @Nullable String nameIdFormat,
        @Nullable String authnContextClass,
        @Nullable String loginHint,
        boolean forceAuthn,
        boolean passive,
        @Nullable String relayState) {
    private static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";

    /**
     * Reads the request out of an HTTP-Redirect URL (SAML Bindings 3.4.4.1).
     *
     * @throws IllegalArgumentException if there is no well-formed AuthnRequest in it
     */
    public static AuthnRequest fromRedirect(URI location) {
        return read(Params.parse(location.getRawQuery()), true);
    }

    /**
     * Reads the request out of the form fields of the HTTP-POST binding (SAML Bindings 3.5.4).
     *
     * @throws IllegalArgumentException if there is no well-formed AuthnRequest in it
     */
    public static AuthnRequest fromPost(String samlRequest, @Nullable String relayState) {
        return parse(Wire.decode("SAMLRequest", samlRequest, SamlBinding.POST), relayState);
    }

    /** No request at all: the identity provider starts, so the response answers nothing (SAML Profiles 4.1.5). */
    public static AuthnRequest unsolicited(String spEntityId, URI acsUrl, @Nullable String relayState) {
        return new AuthnRequest(null, spEntityId, acsUrl, null, null, null, null, false, false, relayState);
    }

    /** A request that never was on the wire, for tests that need nothing but its essentials. */
    public static AuthnRequest of(String id, String spEntityId, URI acsUrl, @Nullable String relayState) {
        return new AuthnRequest(id, spEntityId, acsUrl, null, null, null, null, false, false, relayState);
    }

    /** Of the two bindings only HTTP-Redirect compresses. */
    static AuthnRequest read(Params params, boolean deflated) {
        SamlBinding binding = deflated ? SamlBinding.REDIRECT : SamlBinding.POST;
        byte[] message = Wire.decode("SAMLRequest", params.get("SAMLRequest"), binding);
        return parse(message, params.find("RelayState").orElse(null));
    }

    private static AuthnRequest parse(byte[] xml, @Nullable String relayState) {
        Element root = SafeXml.parse(xml).getDocumentElement();
        if (!"AuthnRequest".equals(root.getLocalName()) || !PROTOCOL.equals(root.getNamespaceURI())) {
            throw new BadRequest("the message is no AuthnRequest but " + root.getTagName());
        }
        String id = attribute(root, "ID");
        String issuer = text(SafeXml.child(root, ASSERTION, "Issuer"));
        if (id == null || issuer == null || !"2.0".equals(attribute(root, "Version"))) {
            throw new BadRequest("the AuthnRequest lacks ID, Issuer or Version 2.0");
        }
        Element policy = SafeXml.child(root, PROTOCOL, "NameIDPolicy");
        return new AuthnRequest(
                id,
                issuer,
                uri(attribute(root, "AssertionConsumerServiceURL")),
                attribute(root, "Destination"),
                policy == null ? null : attribute(policy, "Format"),
                text(within(SafeXml.child(root, PROTOCOL, "RequestedAuthnContext"), "AuthnContextClassRef")),
                text(within(SafeXml.child(root, ASSERTION, "Subject"), "NameID")),
                SafeXml.isTrue(attribute(root, "ForceAuthn")),
                SafeXml.isTrue(attribute(root, "IsPassive")),
                relayState);
    }

    private static @Nullable Element within(@Nullable Element parent, String name) {
        return parent == null ? null : SafeXml.child(parent, ASSERTION, name);
    }

    private static @Nullable String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }

    private static @Nullable String text(@Nullable Element element) {
        return element == null ? null : element.getTextContent().trim();
    }

    private static @Nullable URI uri(@Nullable String value) {
        try {
            return value == null ? null : URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("AssertionConsumerServiceURL is no URL");
        }
    }
}
