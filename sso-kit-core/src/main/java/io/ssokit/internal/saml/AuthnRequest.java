package io.ssokit.internal.saml;

import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to sign somebody in (SAML Core 3.4.1; Profiles 4.1.4.1), with a fresh ID of 128 random bits. Unsigned.
 * Immutable.
 *
 * @param id an {@code xs:ID}; the response has to name it
 * @param destination the identity provider's endpoint
 * @param xml the message
 */
record AuthnRequest(String id, URI destination, String xml) {
    /**
     * @param destination where the request goes
     * @param issuer our entityId
     * @param acsUrl where the response shall be posted
     */
    static AuthnRequest create(URI destination, String issuer, URI acsUrl, Instant now) {
        // An xs:ID starts with a letter or underscore; base64url has only characters that may follow.
        String id = "_" + RandomToken.bits128();
        String xml = new XmlWriter()
                .start(
                        "samlp:AuthnRequest",
                        "xmlns:samlp",
                        Names.SAMLP,
                        "xmlns:saml",
                        Names.SAML,
                        "ID",
                        id,
                        "Version",
                        "2.0",
                        "IssueInstant",
                        now.truncatedTo(ChronoUnit.SECONDS).toString(),
                        "Destination",
                        destination.toString(),
                        "ProtocolBinding",
                        Names.BINDING_POST,
                        "AssertionConsumerServiceURL",
                        acsUrl.toString())
                .element("saml:Issuer", issuer)
                // No Format: which identifier this application gets is configured at the identity provider.
                .start("samlp:NameIDPolicy", "AllowCreate", "true")
                .end("samlp:NameIDPolicy")
                .end("samlp:AuthnRequest")
                .toString();
        return new AuthnRequest(id, destination, xml);
    }

    /** Where to send the browser by the HTTP-Redirect binding (SAML Bindings 3.4.4.1). */
    URI redirect(String relayState) {
        return RedirectMessage.at(destination, RedirectMessage.query("SAMLRequest", xml, relayState));
    }

    /**
     * {@code endpoint} told who is expected. Not as a Subject in the request: Entra ID answers that with an error, while
     * it, Okta and Keycloak read this parameter and others ignore it.
     */
    static URI withLoginHint(URI endpoint, String hint) {
        return RedirectMessage.at(endpoint, "login_hint=" + RedirectMessage.encode(hint));
    }

    /** The fields of the form by the HTTP-POST binding (SAML Bindings 3.5.4), to be posted to the destination. */
    Map<String, String> form(String relayState) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("SAMLRequest", Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)));
        fields.put("RelayState", relayState);
        return fields;
    }
}
