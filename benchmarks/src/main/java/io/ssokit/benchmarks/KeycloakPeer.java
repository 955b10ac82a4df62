package io.ssokit.benchmarks;

import java.net.URI;
import java.security.PublicKey;
import org.keycloak.dom.saml.v2.assertion.AssertionType;
import org.keycloak.dom.saml.v2.assertion.NameIDType;
import org.keycloak.dom.saml.v2.protocol.ResponseType;
import org.keycloak.saml.SAMLRequestParser;
import org.keycloak.saml.processing.core.saml.v2.common.SAMLDocumentHolder;
import org.keycloak.saml.processing.core.saml.v2.util.AssertionUtil;
import org.keycloak.saml.validators.ConditionsValidator;
import org.keycloak.saml.validators.DestinationValidator;
import org.w3c.dom.Element;

/**
 * Keycloak's saml-core as its own broker uses it: parse into its model, the assertion's signature with the pinned key,
 * destination, issuer, period and audience. The library has no check of the confirmation.
 */
final class KeycloakPeer {
    private final SamlMessage message;
    private final DestinationValidator destinations = DestinationValidator.forProtocolMap(null);
    private final PublicKey pinned;

    KeycloakPeer(SamlMessage message) {
        this.message = message;
        pinned = message.certificate().getPublicKey();
    }

    /** The NameID. */
    String validate() throws Exception {
        SAMLDocumentHolder holder = SAMLRequestParser.parseResponsePostBinding(message.samlResponse());
        ResponseType response = (ResponseType) holder.getSamlObject();
        require(destinations.validate(URI.create(message.acsUrl()), response.getDestination()), "destination");
        Element signed = AssertionUtil.getAssertionElement(holder);
        require(AssertionUtil.isSignedElement(signed) && AssertionUtil.isSignatureValid(signed, pinned), "signature");
        AssertionType assertion = response.getAssertions().get(0).getAssertion();
        require(message.idpEntityId().equals(assertion.getIssuer().getValue()), "issuer");
        ConditionsValidator conditions = new ConditionsValidator.Builder(
                        assertion.getID(), assertion.getConditions(), destinations)
                .clockSkewInMillis(120_000)
                .addAllowedAudience(URI.create(message.spEntityId()))
                .build();
        require(conditions.isValid(), "conditions");
        return ((NameIDType) assertion.getSubject().getSubType().getBaseID()).getValue();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Keycloak refuses the " + what);
        }
    }
}
