package io.ssokit.benchmarks;

import com.onelogin.saml2.authn.SamlResponse;
import com.onelogin.saml2.settings.Saml2Settings;
import com.onelogin.saml2.settings.SettingsBuilder;
import java.util.HashMap;
import java.util.Map;

/**
 * OneLogin's java-saml, strict: parse, structure, status, destination, issuers, period, audience, confirmation, signature.
 * By default it validates against the SAML schemas too, which no other library here does.
 */
final class OneLoginPeer {
    private final SamlMessage message;
    private final Saml2Settings settings;

    OneLoginPeer(SamlMessage message, boolean againstSchema) {
        this.message = message;
        Map<String, Object> values = new HashMap<>();
        values.put(SettingsBuilder.STRICT_PROPERTY_KEY, true);
        values.put(SettingsBuilder.SP_ENTITYID_PROPERTY_KEY, message.spEntityId());
        values.put(SettingsBuilder.SP_ASSERTION_CONSUMER_SERVICE_URL_PROPERTY_KEY, message.acsUrl());
        values.put(SettingsBuilder.IDP_ENTITYID_PROPERTY_KEY, message.idpEntityId());
        values.put(SettingsBuilder.IDP_X509CERT_PROPERTY_KEY, message.certificate());
        values.put(SettingsBuilder.SECURITY_WANT_ASSERTIONS_SIGNED, true);
        values.put(SettingsBuilder.SECURITY_WANT_XML_VALIDATION, againstSchema);
        settings = new SettingsBuilder().fromValues(values).build();
    }

    /** The NameID. */
    String validate() throws Exception {
        SamlResponse response = new SamlResponse(settings, message.acsUrl(), message.samlResponse());
        if (!response.isValid(message.requestId())) {
            throw new IllegalStateException("java-saml refuses: " + response.getError());
        }
        return response.getNameId();
    }
}
