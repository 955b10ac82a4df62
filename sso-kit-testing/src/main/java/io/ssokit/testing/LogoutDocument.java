package io.ssokit.testing;

import io.ssokit.testing.LogoutScript.Part;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of one logout message before it is signed: the correct values, replaced where the script says so. */
final class LogoutDocument {
    private final String entityId;
    private final URI destination;
    private final LogoutScript.Builder script;
    private final Instant now;

    LogoutDocument(String entityId, URI destination, LogoutScript script, Instant now) {
        this.entityId = entityId;
        this.destination = destination;
        this.script = script.settings();
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** A {@code samlp:LogoutRequest}. */
    String request(String id, SamlSession session) {
        String until = script.notOnOrAfter == null
                ? null
                : now.plus(script.notOnOrAfter).toString();
        List<String> own = session.sessionIndex() == null ? List.of() : List.of(session.sessionIndex());
        Markup xml = open("samlp:LogoutRequest", id, "NotOnOrAfter", until, "Reason", part(Part.REASON, null))
                .text(
                        "saml:NameID",
                        part(Part.NAME_ID, session.nameId()),
                        "Format",
                        part(Part.NAME_ID_FORMAT, session.nameIdFormat()),
                        "NameQualifier",
                        part(Part.NAME_QUALIFIER, null),
                        "SPNameQualifier",
                        part(Part.SP_NAME_QUALIFIER, session.spNameQualifier()));
        for (String index : script.sessionIndexes == null ? own : script.sessionIndexes) {
            xml.text("samlp:SessionIndex", index);
        }
        return xml.close().toString();
    }

    /** A {@code samlp:LogoutResponse}. */
    String response(String id, String inResponseTo) {
        Markup xml = open("samlp:LogoutResponse", id, "InResponseTo", part(Part.IN_RESPONSE_TO, inResponseTo))
                .open("samlp:Status")
                .open("samlp:StatusCode", "Value", part(Part.STATUS, SamlScript.STATUS + "Success"));
        String subStatus = part(Part.SUB_STATUS, null);
        if (subStatus != null) {
            xml.empty("samlp:StatusCode", "Value", subStatus);
        }
        return xml.close().close().close().toString();
    }

    private Markup open(String name, String id, @Nullable String... more) {
        String[] common = {
            "xmlns:samlp", Received.PROTOCOL,
            "xmlns:saml", Received.ASSERTION,
            "ID", part(Part.ID, id),
            "Version", part(Part.VERSION, "2.0"),
            "IssueInstant", now.plus(script.issued).toString(),
            "Destination", part(Part.DESTINATION, destination.toString())
        };
        @Nullable String[] all = new @Nullable String[common.length + more.length];
        System.arraycopy(common, 0, all, 0, common.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return new Markup().open(name, all).text("saml:Issuer", part(Part.ISSUER, entityId));
    }

    private @Nullable String part(Part part, @Nullable String correct) {
        return script.parts.containsKey(part) ? script.parts.get(part) : correct;
    }
}
