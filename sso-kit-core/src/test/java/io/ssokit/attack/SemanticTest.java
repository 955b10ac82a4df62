package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.ACS;
import static io.ssokit.attack.VendorResponse.AUDIENCE;
import static io.ssokit.attack.VendorResponse.NOW;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What the identity provider really signed, for somebody else, at another time, or in answer to another question. */
@ExtendWith(AttackTotal.class)
class SemanticTest {
    private static final String OTHER = "https://other.example";

    @Test
    @Tag("S-17")
    void finish_notNowOrNoSuccess_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        for (String end : new String[] {"Conditions", "SubjectConfirmationData"}) {
            edits.put(end + " over", set(end, "NotOnOrAfter", at(-120)));
            edits.put(end + " long over", set(end, "NotOnOrAfter", at(-86_400)));
            edits.put(end + " unreadable", set(end, "NotOnOrAfter", "never"));
        }
        edits.put("session over", set("AuthnStatement", "SessionNotOnOrAfter", at(-120)));
        edits.put("second session over", document -> {
            Element statement = first(document, "AuthnStatement");
            Element other = (Element) statement.cloneNode(true);
            other.setAttribute("SessionNotOnOrAfter", at(-3600));
            Splice.after(statement, other);
        });
        edits.put("no limit of the confirmation", set("SubjectConfirmationData", "NotOnOrAfter", ""));
        edits.put("NotBefore on the confirmation", set("SubjectConfirmationData", "NotBefore", at(-60)));
        edits.put("not yet", set("Conditions", "NotBefore", at(121)));
        edits.put("response from the future", set("Response", "IssueInstant", at(121)));
        edits.put("assertion from the future", set("Assertion", "IssueInstant", at(121)));
        edits.put("no AuthnStatement", removed("AuthnStatement"));
        edits.put("no Conditions", removed("Conditions"));
        edits.put("version 1.1 of the response", set("Response", "Version", "1.1"));
        edits.put("version 2.1 of the assertion", set("Assertion", "Version", "2.1"));
        for (String code : new String[] {"Responder", "Requester", "VersionMismatch", "AuthnFailed", "success"}) {
            edits.put(code, set("StatusCode", "Value", "urn:oasis:names:tc:SAML:2.0:status:" + code));
        }
        edits.put("no status", removed("Status"));
        edits.put("no code", removed("StatusCode"));
        edits.put("two codes", document -> {
            Element code = first(document, "StatusCode");
            Element failed = (Element) code.cloneNode(true);
            failed.setAttribute("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder");
            Splice.before(code, failed);
        });
        tryAll("S-17", edits);
    }

    @Test
    @Tag("S-19")
    void finish_forAnotherServiceProvider_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        for (String foreign :
                new String[] {OTHER, AUDIENCE + "/", AUDIENCE + " ", "", AUDIENCE.toUpperCase(Locale.ROOT)}) {
            edits.put("audience " + foreign, text("Audience", foreign));
        }
        edits.put("no audience", removed("Audience"));
        edits.put("no restriction", removed("AudienceRestriction"));
        edits.put("ours and another's", document -> doubled(document, "AudienceRestriction", "Audience", OTHER, true));
        edits.put("another's and ours", document -> doubled(document, "AudienceRestriction", "Audience", OTHER, false));
        edits.put(
                "unknown condition",
                document ->
                        first(document, "Conditions").appendChild(document.createElementNS(Dom.SAML, "w:Condition")));
        edits.put("conditions twice", document -> doubled(document, "Conditions", "Audience", OTHER, true));
        edits.put("qualified for another", set("NameID", "SPNameQualifier", OTHER));
        tryAll("S-19", edits);
    }

    @Test
    @Tag("S-20")
    void finish_forAnotherEndpoint_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        for (String foreign :
                new String[] {OTHER + "/sso/saml/acme/acs", ACS + "/", ACS + "?", "", "/sso/saml/acme/acs"}) {
            edits.put("recipient " + foreign, set("SubjectConfirmationData", "Recipient", foreign));
            edits.put("destination " + foreign, set("Response", "Destination", foreign));
        }
        edits.put("no confirmation", removed("SubjectConfirmation"));
        edits.put("no confirmation data", removed("SubjectConfirmationData"));
        edits.put(
                "confirmation data twice",
                document -> doubled(document, "SubjectConfirmationData", "SubjectConfirmationData", "", true));
        for (String method : new String[] {"holder-of-key", "sender-vouches", "BEARER", ""}) {
            edits.put(method, set("SubjectConfirmation", "Method", "urn:oasis:names:tc:SAML:2.0:cm:" + method));
        }
        tryAll("S-20", edits);
    }

    @Test
    @Tag("S-23")
    void finish_answersAnotherRequestOrNone_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        for (String element : new String[] {"Response", "SubjectConfirmationData"}) {
            edits.put(element + " another", set(element, "InResponseTo", "_request-2"));
            edits.put(element + " blank", set(element, "InResponseTo", ""));
            edits.put(element + " with a blank", set(element, "InResponseTo", VendorResponse.REQUEST_ID + " "));
            edits.put(element + " none", document -> first(document, element).removeAttribute("InResponseTo"));
        }
        edits.put("none at all", document -> {
            first(document, "Response").removeAttribute("InResponseTo");
            first(document, "SubjectConfirmationData").removeAttribute("InResponseTo");
        });
        tryAll("S-23", edits);
    }

    @Test
    @Tag("S-25")
    void finish_byAnotherIdentityProvider_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        for (String element : new String[] {"Response", "Assertion"}) {
            edits.put(
                    element + " another's",
                    document -> issuer(document, element).setTextContent(OTHER));
            edits.put(element + " blank", document -> issuer(document, element).setTextContent(""));
            edits.put(
                    element + " split",
                    document -> issuer(document, element).setTextContent(VendorResponse.ISSUER + "\n"));
            edits.put(
                    element + " format",
                    document -> issuer(document, element)
                            .setAttribute("Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"));
            edits.put(
                    element + " element",
                    document -> issuer(document, element).appendChild(document.createElementNS(Dom.SAML, "w:x")));
        }
        edits.put("twice", document -> {
            Element issuer = issuer(document, "Response");
            Splice.after(issuer, (Element) issuer.cloneNode(true));
        });
        tryAll("S-25", edits);
    }

    @Test
    @Tag("S-05")
    void finish_noNameOrSeveral_refused() {
        Map<String, Consumer<Document>> edits = new LinkedHashMap<>();
        edits.put("no subject", removed("Subject"));
        edits.put("no NameID", removed("NameID"));
        edits.put("blank", text("NameID", " \t"));
        edits.put("invisible", text("NameID", "\u200b\u00a0\u2060"));
        edits.put("endless", text("NameID", "a".repeat(257)));
        edits.put("NameID twice", document -> doubled(document, "NameID", "NameID", "admin@example.com", true));
        edits.put(
                "BaseID",
                document -> first(document, "Subject").appendChild(document.createElementNS(Dom.SAML, "w:BaseID")));
        edits.put(
                "element in NameID",
                document -> first(document, "NameID").appendChild(document.createElementNS("urn:x", "w:x")));
        edits.put("subject twice", document -> doubled(document, "Subject", "NameID", "admin@example.com", false));
        edits.put("second assertion", document -> {
            Element assertion = first(document, "Assertion");
            Element other = (Element) assertion.cloneNode(true);
            other.setAttribute("ID", "_assertion-2");
            Splice.after(assertion, other);
        });
        tryAll("S-05", edits);
    }

    private static void tryAll(String row, Map<String, Consumer<Document>> edits) {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        edits.forEach((about, edit) -> forgeries.put(about, fixture -> Stream.of(fixture.signedByIdp(edit))));
        Pack.tryAll(row, forgeries).assertNoneAccepted();
    }

    private static Consumer<Document> set(String element, String attribute, String value) {
        return document -> first(document, element).setAttribute(attribute, value);
    }

    private static Consumer<Document> text(String element, String value) {
        return document -> first(document, element).setTextContent(value);
    }

    private static Consumer<Document> removed(String element) {
        return document -> Splice.remove(first(document, element));
    }

    /** A second {@code element} in which the text of {@code inside} is another. */
    private static void doubled(Document document, String element, String inside, String value, boolean after) {
        Element one = first(document, element);
        Element other = (Element) one.cloneNode(true);
        Dom.first(other, inside).setTextContent(value);
        one.getParentNode().insertBefore(other, after ? one.getNextSibling() : one);
    }

    private static Element issuer(Document document, String element) {
        return Dom.child(first(document, element), "Issuer");
    }

    private static Element first(Document document, String element) {
        return Dom.first(document.getDocumentElement(), element);
    }

    private static String at(long seconds) {
        Instant time = NOW.plusSeconds(seconds);
        return time.toString();
    }
}
