package io.ssokit.internal.saml;

import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request to sign somebody in (SAML Core 3.4.1; Profiles 4.1.4.1), with a fresh ID of 128 random bits. Unsigned.
 * Immutable.
 *
 * @param id an {@code xs:ID}; the response has to name it
 * @param xml the message
 */
record AuthnRequest(String id, String xml) {
    /**
     * From whom to whom.
     *
     * @param destination where the request goes
     * @param issuer our entityId
     * @param acsUrl where the response shall come to
     */
    record Way(URI destination, String issuer, URI acsUrl) {}

    /** @param subject whom we expect, to be named in the request (SAML Core 3.4.1.4) */
    static AuthnRequest create(Way way, SamlRequests wishes, Optional<String> subject, Instant now) {
        // An xs:ID starts with a letter or underscore; base64url has only characters that may follow.
        String id = "_" + RandomToken.bits128();
        XmlWriter xml = new XmlWriter()
                .start("samlp:AuthnRequest", attributes(id, way, wishes, now))
                .element("saml:Issuer", way.issuer());
        subject.ifPresent(address -> subject(xml, address));
        nameIdPolicy(xml, wishes);
        requestedContext(xml, wishes);
        return new AuthnRequest(id, xml.end("samlp:AuthnRequest").toString());
    }

    private static String[] attributes(String id, Way way, SamlRequests wishes, Instant now) {
        List<String> attributes = new ArrayList<>(List.of(
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
                way.destination().toString(),
                "ProtocolBinding",
                wishes.response() == ResponseBinding.ARTIFACT ? Names.BINDING_ARTIFACT : Names.BINDING_POST,
                "AssertionConsumerServiceURL",
                way.acsUrl().toString()));
        if (wishes.forceAuthn()) {
            attributes.addAll(List.of("ForceAuthn", "true"));
        }
        if (wishes.isPassive()) {
            attributes.addAll(List.of("IsPassive", "true"));
        }
        wishes.providerName().ifPresent(name -> attributes.addAll(List.of("ProviderName", name)));
        return attributes.toArray(String[]::new);
    }

    private static void subject(XmlWriter xml, String address) {
        xml.start("saml:Subject")
                .start("saml:NameID", "Format", Names.FORMAT_EMAIL)
                .text(address)
                .end("saml:NameID")
                .end("saml:Subject");
    }

    /** Without a Format the identity provider decides, as it is configured there for this application. */
    private static void nameIdPolicy(XmlWriter xml, SamlRequests wishes) {
        List<String> attributes = new ArrayList<>();
        wishes.nameIdFormat().ifPresent(format -> attributes.addAll(List.of("Format", format)));
        // SAML Core 3.4.1.1: a transient identifier is always made anew, so there is nothing to allow.
        if (!wishes.nameIdFormat().equals(Optional.of(Names.FORMAT_TRANSIENT))) {
            attributes.addAll(List.of("AllowCreate", "true"));
        }
        xml.empty("samlp:NameIDPolicy", attributes.toArray(String[]::new));
    }

    /** SAML Core 3.3.2.2.1. */
    private static void requestedContext(XmlWriter xml, SamlRequests wishes) {
        if (wishes.authnContexts().isEmpty()) {
            return;
        }
        String comparison = wishes.comparison().name().toLowerCase(Locale.ROOT);
        xml.start("samlp:RequestedAuthnContext", "Comparison", comparison);
        wishes.authnContexts().forEach(context -> xml.element("saml:AuthnContextClassRef", context));
        xml.end("samlp:RequestedAuthnContext");
    }
}
