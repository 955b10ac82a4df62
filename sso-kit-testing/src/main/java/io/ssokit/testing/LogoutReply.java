package io.ssokit.testing;

import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A service provider's LogoutResponse as the {@link FakeIdp} understood it (SAML Core 3.7.2). Immutable.
 *
 * @param id value of {@code ID}
 * @param issuer entity id of the service provider
 * @param destination {@code Destination} as sent, or null
 * @param inResponseTo id of the request it answers
 * @param status top-level status code without its prefix, for example {@code Success}
 * @param subStatus second-level status code without its prefix, or null
 * @param binding how it came
 * @param signed it was signed, and the signature verifies with a certificate of the registered metadata
 * @param relayState RelayState that travelled beside it, or null
 * @param xml the message as text
 */
public record LogoutReply(
        String id,
        String issuer,
        @Nullable String destination,
        String inResponseTo,
        String status,
        @Nullable String subStatus,
        SamlBinding binding,
        boolean signed,
        @Nullable String relayState,
        String xml) {

    static LogoutReply of(Received message) {
        Element status = SafeXml.child(message.root(), Received.PROTOCOL, "Status");
        Element code = status == null ? null : SafeXml.child(status, Received.PROTOCOL, "StatusCode");
        if (!message.is("LogoutResponse") || code == null) {
            throw new BadRequest("the message is no LogoutResponse with a status");
        }
        Element subCode = SafeXml.child(code, Received.PROTOCOL, "StatusCode");
        return new LogoutReply(
                message.required("ID"),
                message.issuer(),
                message.attribute("Destination"),
                message.required("InResponseTo"),
                shortName(code),
                subCode == null ? null : shortName(subCode),
                message.binding(),
                message.signed(),
                message.relayState(),
                message.xml());
    }

    private static String shortName(Element code) {
        return code.getAttribute("Value").replace(SamlScript.STATUS, "");
    }
}
