package io.ssokit.testing;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A SAML authentication request as the {@link FakeIdp} understood it (SAML Core 3.4.1). Immutable.
 *
 * @param id value of {@code ID}; null for an IdP-initiated login, which answers no request
 * @param issuer entity id of the service provider
 * @param acsUrl where the response goes; null when the request leaves that to the provider's registration
 * @param acsIndex {@code AssertionConsumerServiceIndex}, or null
 * @param protocolBinding binding of the response as asked for; null when the request does not say, or names an unknown one
 * @param destination {@code Destination} as sent, or null
 * @param nameIdFormat wanted NameID format, or null
 * @param authnContextClasses requested authentication context classes, the preferred one first
 * @param authnContextComparison {@code Comparison} of the requested context, or null
 * @param loginHint NameID of the {@code Subject}, or null
 * @param providerName {@code ProviderName}, or null
 * @param forceAuthn the user must type the password again
 * @param passive the user must not be asked anything
 * @param relayState RelayState that travelled beside the request, or null
 * @param signed it was signed, and the signature verifies with a certificate of the registered metadata
 * @param xml the message as text; null when it never was on the wire
 */
public record AuthnRequest(
        @Nullable String id,
        String issuer,
        @Nullable URI acsUrl,
        @Nullable Integer acsIndex,
        @Nullable SamlBinding protocolBinding,
        @Nullable String destination,
        @Nullable String nameIdFormat,
        List<String> authnContextClasses,
        @Nullable String authnContextComparison,
        @Nullable String loginHint,
        @Nullable String providerName,
        boolean forceAuthn,
        boolean passive,
        @Nullable String relayState,
        boolean signed,
        @Nullable String xml) {

    /** Copies the list. */
    public AuthnRequest {
        authnContextClasses = List.copyOf(authnContextClasses);
    }

    /**
     * Reads the request out of an HTTP-Redirect URL (SAML Bindings 3.4.4.1). Nobody is registered here, so it does not count
     * as signed.
     *
     * @throws IllegalArgumentException if there is no well-formed AuthnRequest in it
     */
    public static AuthnRequest fromRedirect(URI location) {
        return of(Received.read(location.getRawQuery(), SamlBinding.REDIRECT, "SAMLRequest", issuer -> List.of()));
    }

    /**
     * Reads the request out of the form fields of the HTTP-POST binding (SAML Bindings 3.5.4). Nobody is registered here, so
     * it does not count as signed.
     *
     * @throws IllegalArgumentException if there is no well-formed AuthnRequest in it
     */
    public static AuthnRequest fromPost(String samlRequest, @Nullable String relayState) {
        String form = Params.encode(SamlMessage.form("SAMLRequest", samlRequest, relayState));
        return of(Received.read(form, SamlBinding.POST, "SAMLRequest", issuer -> List.of()));
    }

    /** No request at all: the identity provider starts, so the response answers nothing (SAML Profiles 4.1.5). */
    public static AuthnRequest unsolicited(String spEntityId, URI acsUrl, @Nullable String relayState) {
        return bare(null, spEntityId, acsUrl, null, relayState);
    }

    /** A request that never was on the wire, for tests that need nothing but its essentials. */
    public static AuthnRequest of(String id, String spEntityId, URI acsUrl, @Nullable String relayState) {
        return bare(id, spEntityId, acsUrl, null, relayState);
    }

    /** A request that never was on the wire and wants a NameID of that format. */
    public static AuthnRequest of(
            String id, String spEntityId, URI acsUrl, String nameIdFormat, @Nullable String relay) {
        return bare(id, spEntityId, acsUrl, nameIdFormat, relay);
    }

    static AuthnRequest of(Received message) {
        if (!message.is("AuthnRequest")) {
            throw new BadRequest(
                    "the message is no AuthnRequest but " + message.root().getTagName());
        }
        String id = message.required("ID");
        if (!message.required("Version").equals("2.0")) {
            throw new BadRequest("the AuthnRequest is not of version 2.0");
        }
        Element root = message.root();
        Element policy = SafeXml.child(root, Received.PROTOCOL, "NameIDPolicy");
        Element context = SafeXml.child(root, Received.PROTOCOL, "RequestedAuthnContext");
        Element subject = SafeXml.child(root, Received.ASSERTION, "Subject");
        return new AuthnRequest(
                id,
                message.issuer(),
                uri(message.attribute("AssertionConsumerServiceURL")),
                number(message.attribute("AssertionConsumerServiceIndex")),
                SamlBinding.find(message.attribute("ProtocolBinding")).orElse(null),
                message.attribute("Destination"),
                policy == null ? null : Received.attribute(policy, "Format"),
                context == null ? List.of() : classes(context),
                context == null ? null : Received.attribute(context, "Comparison"),
                subject == null ? null : Received.text(SafeXml.child(subject, Received.ASSERTION, "NameID")),
                message.attribute("ProviderName"),
                SafeXml.isTrue(message.attribute("ForceAuthn")),
                SafeXml.isTrue(message.attribute("IsPassive")),
                message.relayState(),
                message.signed(),
                message.xml());
    }

    private static AuthnRequest bare(
            @Nullable String id,
            String issuer,
            URI acsUrl,
            @Nullable String nameIdFormat,
            @Nullable String relayState) {
        return new AuthnRequest(
                id,
                issuer,
                acsUrl,
                null,
                null,
                null,
                nameIdFormat,
                List.of(),
                null,
                null,
                null,
                false,
                false,
                relayState,
                false,
                null);
    }

    private static List<String> classes(Element context) {
        return SafeXml.children(context, Received.ASSERTION, "AuthnContextClassRef").stream()
                .map(reference -> reference.getTextContent().trim())
                .toList();
    }

    private static @Nullable Integer number(@Nullable String value) {
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new BadRequest("AssertionConsumerServiceIndex is no number");
        }
    }

    private static @Nullable URI uri(@Nullable String value) {
        try {
            return value == null ? null : URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("AssertionConsumerServiceURL is no URL");
        }
    }
}
