package io.ssokit.testing;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished SAML response and where it goes (HTTP-POST binding, SAML Bindings 3.5). Immutable.
 *
 * @param acsUrl the form's action
 * @param xml the message as text; {@link #samlResponse()} is what goes over the wire
 * @param relayState RelayState to send back, or null
 * @param session what a later logout will call this sign-in; null when there is no assertion
 */
public record SamlResponse(
        URI acsUrl,
        String xml,
        @Nullable String relayState,
        @Nullable SamlSession session) {

    /** The value of the form field {@code SAMLResponse}: the message in base64. */
    public String samlResponse() {
        return Wire.base64(xml);
    }

    /** The form's fields, ready to post. */
    public Map<String, String> form() {
        return SamlMessage.form("SAMLResponse", samlResponse(), relayState);
    }
}
