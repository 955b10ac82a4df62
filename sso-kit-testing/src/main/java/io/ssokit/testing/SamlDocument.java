package io.ssokit.testing;

import io.ssokit.testing.SamlScript.Part;
import io.ssokit.testing.SamlScript.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of one SAML response before it is signed: the correct values, replaced where the script says so. */
final class SamlDocument {
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:";
    private static final String EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    private static final String UNSPECIFIED_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    private static final String URI_NAMES = SAML + "attrname-format:uri";
    private static final String BASIC_NAMES = SAML + "attrname-format:basic";
    private static final String SUCCESS = SamlScript.STATUS + "Success";
    private static final String PASSWORD = SAML + "ac:classes:PasswordProtectedTransport";
    private static final String AWS = "https://aws.amazon.com/SAML/Attributes/";

    private final String entityId;
    private final AuthnRequest request;
    private final URI acsUrl;
    private final @Nullable Persona persona;
    private final SamlScript.Builder script;
    private final Instant now;
    private final Instant authenticated;
    private final @Nullable SamlSession session;

    SamlDocument(
            String entityId,
            AuthnRequest request,
            URI acsUrl,
            @Nullable Persona persona,
            SamlScript script,
            Instant now,
            Instant authenticated) {
        this.entityId = entityId;
        this.request = request;
        this.acsUrl = acsUrl;
        this.persona = persona;
        this.script = script.settings();
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
        this.authenticated = authenticated.truncatedTo(ChronoUnit.MILLIS);
        this.session = persona != null && isSuccess() ? session(persona) : null;
    }

    /** What the assertion says of who signed in; null when there is no assertion. */
    @Nullable
    SamlSession session() {
        return session;
    }

    /** A whole {@code samlp:Response}; the assertion is left out when there is nobody to speak about. */
    String write() {
        Markup xml = new Markup();
        xml.open(
                        "samlp:Response",
                        "xmlns:samlp",
                        SAML + "protocol",
                        "xmlns:saml",
                        SAML + "assertion",
                        "ID",
                        part(Part.RESPONSE_ID, Random.xmlId()),
                        "Version",
                        part(Part.RESPONSE_VERSION, "2.0"),
                        "IssueInstant",
                        time(Time.ISSUE_INSTANT, Duration.ZERO),
                        "Destination",
                        part(Part.DESTINATION, acsUrl.toString()),
                        "InResponseTo",
                        part(Part.RESPONSE_IN_RESPONSE_TO, request.id()))
                .text("saml:Issuer", part(Part.RESPONSE_ISSUER, entityId))
                .open("samlp:Status")
                .open("samlp:StatusCode", "Value", status());
        String subStatus = part(Part.SUB_STATUS, null);
        if (subStatus != null) {
            xml.empty("samlp:StatusCode", "Value", subStatus);
        }
        xml.close().close();
        if (persona != null && session != null) {
            assertion(xml, persona, session);
        }
        return xml.close().toString();
    }

    private void assertion(Markup xml, Persona who, SamlSession names) {
        xml.open(
                        "saml:Assertion",
                        "xmlns:saml",
                        SAML + "assertion",
                        "ID",
                        part(Part.ASSERTION_ID, Random.xmlId()),
                        "Version",
                        part(Part.ASSERTION_VERSION, "2.0"),
                        "IssueInstant",
                        time(Time.ISSUE_INSTANT, Duration.ZERO))
                .text("saml:Issuer", part(Part.ASSERTION_ISSUER, entityId));
        subject(xml, names);
        conditions(xml);
        authnStatement(xml, names);
        attributeStatement(xml, who);
        xml.close();
    }

    private String status() {
        String status = part(Part.STATUS, SUCCESS);
        return status == null ? "" : status;
    }

    private boolean isSuccess() {
        return SUCCESS.equals(status());
    }

    private SamlSession session(Persona who) {
        String format = part(Part.NAME_ID_FORMAT, defaultFormat());
        return new SamlSession(
                request.issuer(),
                part(Part.NAME_ID, NameIds.value(format, who, entityId, request.issuer())),
                format,
                part(Part.SP_NAME_QUALIFIER, null),
                part(Part.SESSION_INDEX, Random.xmlId()));
    }

    private void subject(Markup xml, SamlSession names) {
        xml.open("saml:Subject")
                .text(
                        "saml:NameID",
                        names.nameId(),
                        "Format",
                        names.nameIdFormat(),
                        "SPNameQualifier",
                        names.spNameQualifier())
                .open("saml:SubjectConfirmation", "Method", part(Part.CONFIRMATION_METHOD, SAML + "cm:bearer"))
                .empty(
                        "saml:SubjectConfirmationData",
                        "InResponseTo",
                        part(Part.CONFIRMATION_IN_RESPONSE_TO, request.id()),
                        "NotBefore",
                        time(Time.CONFIRMATION_NOT_BEFORE, null),
                        "NotOnOrAfter",
                        time(Time.CONFIRMATION_NOT_ON_OR_AFTER, Duration.ofMinutes(5)),
                        "Recipient",
                        part(Part.RECIPIENT, acsUrl.toString()))
                .close()
                .close();
    }

    private String defaultFormat() {
        String wanted = request.nameIdFormat();
        return wanted == null || wanted.equals(UNSPECIFIED_FORMAT) ? EMAIL_FORMAT : wanted;
    }

    private void conditions(Markup xml) {
        List<String> audiences = script.audiences == null ? List.of(request.issuer()) : script.audiences;
        xml.open(
                "saml:Conditions",
                "NotBefore",
                time(Time.NOT_BEFORE, Duration.ofSeconds(-30)),
                "NotOnOrAfter",
                time(Time.NOT_ON_OR_AFTER, Duration.ofMinutes(5)));
        if (!audiences.isEmpty()) {
            xml.open("saml:AudienceRestriction");
            audiences.forEach(audience -> xml.text("saml:Audience", audience));
            xml.close();
        }
        xml.close();
    }

    private void authnStatement(Markup xml, SamlSession names) {
        String instant = time(Time.AUTHN_INSTANT, Duration.between(now, authenticated));
        if (instant == null) {
            return;
        }
        String asked = request.authnContextClasses().isEmpty()
                ? PASSWORD
                : request.authnContextClasses().get(0);
        xml.open(
                        "saml:AuthnStatement",
                        "AuthnInstant",
                        instant,
                        "SessionIndex",
                        names.sessionIndex(),
                        "SessionNotOnOrAfter",
                        time(Time.SESSION_NOT_ON_OR_AFTER, Duration.ofHours(8)))
                .open("saml:AuthnContext")
                .text("saml:AuthnContextClassRef", part(Part.AUTHN_CONTEXT, asked))
                .close()
                .close();
    }

    private void attributeStatement(Markup xml, Persona who) {
        Map<String, List<String>> attributes = attributes(who);
        attributes.putAll(script.attributes);
        attributes.keySet().removeAll(script.removedAttributes);
        if (attributes.isEmpty()) {
            return; // the schema wants at least one attribute in a statement
        }
        xml.open("saml:AttributeStatement");
        attributes.forEach((name, values) -> {
            xml.open("saml:Attribute", "Name", name, "NameFormat", name.contains(":") ? URI_NAMES : BASIC_NAMES);
            values.forEach(value -> xml.text("saml:AttributeValue", value));
            xml.close();
        });
        xml.close();
    }

    /** The names that Keycloak, SimpleSAMLphp and the IAM Identity Center guide use. */
    private static Map<String, List<String>> attributes(Persona who) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put("email", List.of(who.email()));
        if (who.givenName() != null) {
            all.put("firstName", List.of(who.givenName()));
        }
        if (who.familyName() != null) {
            all.put("lastName", List.of(who.familyName()));
        }
        if (!who.groups().isEmpty()) {
            all.put("groups", who.groups());
        }
        who.tags().forEach((key, values) -> all.put(AWS + "AccessControl:" + key, values));
        return all;
    }

    private @Nullable String part(Part part, @Nullable String correct) {
        return script.parts.containsKey(part) ? script.parts.get(part) : correct;
    }

    private @Nullable String time(Time time, @Nullable Duration correct) {
        Duration offset = script.times.containsKey(time) ? script.times.get(time) : correct;
        return offset == null ? null : now.plus(offset).toString();
    }
}
