package io.ssokit.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A service provider's LogoutRequest as the {@link FakeIdp} understood it (SAML Core 3.7.1). Immutable.
 *
 * @param id value of {@code ID}
 * @param issuer entity id of the service provider
 * @param destination {@code Destination} as sent, or null
 * @param nameId text of the NameID
 * @param nameIdFormat format of the NameID, or null
 * @param nameQualifier {@code NameQualifier} of the NameID, or null
 * @param spNameQualifier {@code SPNameQualifier} of the NameID, or null
 * @param sessionIndexes SessionIndex elements; none means every session of the person
 * @param notOnOrAfter {@code NotOnOrAfter} as sent, or null
 * @param binding how it came
 * @param signed it was signed, and the signature verifies with a certificate of the registered metadata
 * @param relayState RelayState that travelled beside it, or null
 * @param xml the message as text
 */
public record LogoutRequest(
        String id,
        String issuer,
        @Nullable String destination,
        String nameId,
        @Nullable String nameIdFormat,
        @Nullable String nameQualifier,
        @Nullable String spNameQualifier,
        List<String> sessionIndexes,
        @Nullable String notOnOrAfter,
        SamlBinding binding,
        boolean signed,
        @Nullable String relayState,
        String xml) {

    /** Copies the list. */
    public LogoutRequest {
        sessionIndexes = List.copyOf(sessionIndexes);
    }

    static LogoutRequest of(Received message) {
        Element name = SafeXml.child(message.root(), Received.ASSERTION, "NameID");
        if (!message.is("LogoutRequest") || name == null) {
            throw new BadRequest("the message is no LogoutRequest with a NameID");
        }
        return new LogoutRequest(
                message.required("ID"),
                message.issuer(),
                message.attribute("Destination"),
                name.getTextContent(),
                Received.attribute(name, "Format"),
                Received.attribute(name, "NameQualifier"),
                Received.attribute(name, "SPNameQualifier"),
                SafeXml.children(message.root(), Received.PROTOCOL, "SessionIndex").stream()
                        .map(Element::getTextContent)
                        .toList(),
                message.attribute("NotOnOrAfter"),
                message.binding(),
                message.signed(),
                message.relayState(),
                message.xml());
    }

    /** Whether it means that session (SAML Core 3.7.3.1: no index means all of the person's). */
    boolean means(SamlSession session) {
        return issuer.equals(session.serviceProvider())
                && nameId.equals(session.nameId())
                && (sessionIndexes.isEmpty() || sessionIndexes.contains(String.valueOf(session.sessionIndex())));
    }
}
