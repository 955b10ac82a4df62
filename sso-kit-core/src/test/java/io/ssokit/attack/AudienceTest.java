package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.AUDIENCE;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-19: an assertion for another service provider. */
@Tag("S-19")
class AudienceTest {
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    void post_foreignAudience_refused() {
        Attacks attacks = new Attacks("S-19");
        for (Vendor vendor : Vendor.all()) {
            for (String audience : List.of(
                    "https://other.example/metadata",
                    "https://app.example.com/sso/saml/globex/metadata",
                    AUDIENCE + "/",
                    AUDIENCE + " ",
                    " " + AUDIENCE,
                    AUDIENCE + "\n",
                    AUDIENCE.toUpperCase(Locale.ROOT),
                    AUDIENCE.replace("https", "http"),
                    AUDIENCE + "?x",
                    AUDIENCE.substring(0, AUDIENCE.length() - 1),
                    "",
                    "<x xmlns=\"urn:x\">" + AUDIENCE + "</x>")) {
                VendorResponse response = VendorResponse.of(vendor).with("audience", audience);
                attacks.post(
                        vendor + " " + audience,
                        DOOR,
                        encode(response.document(Signed.ASSERTION, VendorResponse.QUICKLY)));
                attacks.post(
                        vendor + " " + audience,
                        DOOR,
                        encode(response.document(Signed.RESPONSE, VendorResponse.QUICKLY)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.AUDIENCE);
    }

    @Test
    void post_restrictionsMissingOrNotAllOurs_refused() {
        Attacks attacks = new Attacks("S-19");
        for (Vendor vendor : Vendor.all()) {
            attacks.post("none", DOOR, encode(VendorResponse.of(vendor).edited(Signed.ASSERTION, AudienceTest::drop)));
            attacks.post(
                    "AND", DOOR, encode(VendorResponse.of(vendor).edited(Signed.ASSERTION, d -> second(d, false))));
            attacks.post("AND", DOOR, encode(VendorResponse.of(vendor).edited(Signed.ASSERTION, d -> second(d, true))));
        }
        attacks.assertAllRefusedFor(LoginError.AUDIENCE);
    }

    @Test
    void post_unknownCondition_refused() {
        Attacks attacks = new Attacks("S-19");
        for (Vendor vendor : Vendor.all()) {
            attacks.post("unknown", DOOR, encode(VendorResponse.of(vendor).edited(Signed.BOTH, document -> {
                Element conditions = Dom.first(document.getDocumentElement(), "Conditions");
                conditions.appendChild(document.createElementNS(conditions.getNamespaceURI(), "Condition"));
            })));
        }
        attacks.assertAllRefusedFor(LoginError.CONDITION);
    }

    @Test
    void post_oursAmongSeveralAudiences_accepted() {
        for (Vendor vendor : Vendor.all()) {
            Document document = VendorResponse.of(vendor).edited(Signed.ASSERTION, d -> {
                Element audience = Dom.first(d.getDocumentElement(), "Audience");
                Element other = (Element) audience.cloneNode(true);
                other.setTextContent("https://other.example");
                audience.getParentNode().insertBefore(other, audience);
            });
            assertThat(DOOR.post(encode(document)).accepted()).isTrue();
        }
    }

    private static void drop(Document document) {
        Element restriction = Dom.first(document.getDocumentElement(), "AudienceRestriction");
        restriction.getParentNode().removeChild(restriction);
    }

    private static void second(Document document, boolean first) {
        Element restriction = Dom.first(document.getDocumentElement(), "AudienceRestriction");
        Element other = (Element) restriction.cloneNode(true);
        Dom.first(other, "Audience").setTextContent("https://other.example");
        restriction.getParentNode().insertBefore(other, first ? restriction : restriction.getNextSibling());
    }
}
