package io.ssokit.internal.saml;

import io.ssokit.internal.RandomToken;
import io.ssokit.login.LogoutEngine.Ended;
import io.ssokit.session.NameId;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A logout message of ours (SAML Core 3.7), with a fresh ID of 128 random bits, not yet signed. Immutable.
 *
 * @param id an {@code xs:ID}
 * @param destination where it goes
 * @param xml the message
 */
record LogoutMessage(String id, URI destination, String xml) {
    private static final Duration LIFE = Duration.ofMinutes(5);

    /**
     * SAML Core 3.7.1: names the person exactly as the identity provider did, and the session by its own name.
     *
     * @param issuer our entityId
     */
    static LogoutMessage request(URI destination, String issuer, NameId nameId, SsoSession session, Instant now) {
        String id = newId();
        String end = now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS).toString();
        XmlWriter xml = open("samlp:LogoutRequest", id, destination, issuer, now, "NotOnOrAfter", end);
        List<String> attributes = new ArrayList<>();
        nameId.format().ifPresent(format -> attributes.addAll(List.of("Format", format)));
        nameId.nameQualifier().ifPresent(name -> attributes.addAll(List.of("NameQualifier", name)));
        nameId.spNameQualifier().ifPresent(name -> attributes.addAll(List.of("SPNameQualifier", name)));
        xml.start("saml:NameID", attributes.toArray(String[]::new))
                .text(nameId.value())
                .end("saml:NameID");
        session.idpSessionIndex().ifPresent(index -> xml.element("samlp:SessionIndex", index));
        return new LogoutMessage(id, destination, xml.end("samlp:LogoutRequest").toString());
    }

    /**
     * SAML Core 3.7.2, 3.7.3.1.
     *
     * @param issuer our entityId
     * @param inResponseTo the request that is answered
     */
    static LogoutMessage response(URI destination, String issuer, String inResponseTo, Ended ended, Instant now) {
        String id = newId();
        XmlWriter xml = open("samlp:LogoutResponse", id, destination, issuer, now, "InResponseTo", inResponseTo);
        xml.start("samlp:Status")
                .start("samlp:StatusCode", "Value", ended == Ended.ALL ? Names.STATUS_SUCCESS : Names.STATUS_RESPONDER);
        if (ended == Ended.SOME) {
            xml.empty("samlp:StatusCode", "Value", Names.STATUS_PARTIAL_LOGOUT);
        }
        xml.end("samlp:StatusCode").end("samlp:Status").end("samlp:LogoutResponse");
        return new LogoutMessage(id, destination, xml.toString());
    }

    private static XmlWriter open(String name, String id, URI destination, String issuer, Instant now, String... more) {
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
                destination.toString()));
        attributes.addAll(Arrays.asList(more));
        return new XmlWriter().start(name, attributes.toArray(String[]::new)).element("saml:Issuer", issuer);
    }

    /** An xs:ID starts with a letter or underscore; base64url has only characters that may follow. */
    private static String newId() {
        return "_" + RandomToken.bits128();
    }
}
