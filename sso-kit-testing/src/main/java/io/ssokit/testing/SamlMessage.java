package io.ssokit.testing;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A finished message to a service provider and how it travels. Immutable.
 *
 * @param binding {@link SamlBinding#REDIRECT} or {@link SamlBinding#POST}
 * @param destination the address without the message
 * @param parameters what is sent there, decoded, in the order of the wire
 * @param id {@code ID} of the message
 * @param xml the message as text
 */
public record SamlMessage(SamlBinding binding, URI destination, Map<String, String> parameters, String id, String xml) {
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    /** Copies the parameters, keeping their order. */
    public SamlMessage {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Where the browser is sent: the destination, with the parameters in its query if the binding is REDIRECT. */
    public URI uri() {
        if (binding == SamlBinding.POST) {
            return destination;
        }
        String separator = destination.getRawQuery() == null ? "?" : "&";
        return URI.create(destination + separator + Params.encode(parameters));
    }

    /** Sends the browser's answer back as this message asks: a redirect, or a form that posts itself. */
    Reply reply() {
        return binding == SamlBinding.POST
                ? Pages.autoSubmit(destination.toString(), parameters)
                : Reply.redirect(uri().toString());
    }

    /** SAML Bindings 3.4.4.1: parameters in this order, the signature over exactly these octets; no key, no signature. */
    static SamlMessage redirect(
            URI destination,
            String parameter,
            String id,
            String xml,
            @Nullable String relayState,
            @Nullable SigningKey key) {
        Map<String, String> parameters = form(parameter, Wire.deflated(xml), relayState);
        if (key != null) {
            parameters.put("SigAlg", RSA_SHA256);
            parameters.put("Signature", key.signBase64(Params.encode(parameters)));
        }
        return new SamlMessage(SamlBinding.REDIRECT, destination, parameters, id, xml);
    }

    /** The message has been signed already, or is to go out unsigned. */
    static SamlMessage post(URI destination, String parameter, String id, String xml, @Nullable String relayState) {
        Map<String, String> parameters = form(parameter, Wire.base64(xml), relayState);
        return new SamlMessage(SamlBinding.POST, destination, parameters, id, xml);
    }

    static Map<String, String> form(String parameter, String value, @Nullable String relayState) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(parameter, value);
        if (relayState != null) {
            fields.put("RelayState", relayState);
        }
        return fields;
    }
}
