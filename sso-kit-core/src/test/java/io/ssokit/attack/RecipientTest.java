package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.ACS;
import static io.ssokit.attack.VendorResponse.encode;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** S-20: a response for another endpoint. What ours is called comes from configuration; no Host header gets this far. */
@Tag("S-20")
class RecipientTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final List<String> FOREIGN = List.of(
            "https://other.example/sso/saml/acme/acs",
            "https://app.example.com:8443/sso/saml/acme/acs",
            "http://app.example.com/sso/saml/acme/acs",
            "https://app.example.com/sso/saml/globex/acs",
            "https://app.example.com/sso/saml/acme",
            "https://app.example.com.other.example/sso/saml/acme/acs",
            ACS + "/",
            ACS + "?connection=acme",
            ACS + "#",
            ACS.toUpperCase(Locale.ROOT),
            "/sso/saml/acme/acs",
            " " + ACS,
            "");

    @Test
    void post_foreignRecipient_refused() {
        Attacks attacks = new Attacks("S-20");
        for (Vendor vendor : Vendor.all()) {
            for (String recipient : FOREIGN) {
                attacks.post(recipient, DOOR, recipient(vendor, Signed.ASSERTION, recipient));
                attacks.post(recipient, DOOR, recipient(vendor, Signed.BOTH, recipient));
            }
            attacks.post(
                    "missing", DOOR, edited(vendor, Signed.ASSERTION, "SubjectConfirmationData", "Recipient", null));
        }
        attacks.assertAllRefusedFor(LoginError.RECIPIENT);
    }

    @Test
    void post_foreignDestination_refused() {
        Attacks attacks = new Attacks("S-20");
        for (Vendor vendor : Vendor.all()) {
            for (String destination : FOREIGN) {
                for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                    attacks.post(destination, DOOR, edited(vendor, signed, "Response", "Destination", destination));
                }
            }
            attacks.post("missing", DOOR, edited(vendor, Signed.RESPONSE, "Response", "Destination", null));
            attacks.post("missing", DOOR, edited(vendor, Signed.BOTH, "Response", "Destination", null));
        }
        attacks.assertAllRefusedFor(LoginError.DESTINATION);
    }

    @Test
    void post_noBearerConfirmation_refused() {
        Attacks attacks = new Attacks("S-20");
        for (Vendor vendor : Vendor.all()) {
            for (String method : List.of("holder-of-key", "sender-vouches", "Bearer", "")) {
                String uri = "urn:oasis:names:tc:SAML:2.0:cm:" + method;
                attacks.post(method, DOOR, edited(vendor, Signed.ASSERTION, "SubjectConfirmation", "Method", uri));
            }
            attacks.post("none", DOOR, encode(VendorResponse.of(vendor).edited(Signed.ASSERTION, document -> {
                Element confirmation = Dom.first(document.getDocumentElement(), "SubjectConfirmation");
                confirmation.getParentNode().removeChild(confirmation);
            })));
        }
        attacks.assertAllRefusedFor(LoginError.RECIPIENT);
    }

    /** The other of our own connections: its responses name its own endpoint. */
    @Test
    void post_responseForOtherConnectionOfOurs_refused() {
        Attacks attacks = new Attacks("S-20");
        SamlDoor globex = DOOR.ofServiceProvider(
                "https://app.example.com/sso/saml/globex/metadata", "https://app.example.com/sso/saml/globex/acs");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                attacks.post(
                        vendor.name(), globex, encode(VendorResponse.of(vendor).document(signed)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.DESTINATION);
    }

    private static String recipient(Vendor vendor, Signed signed, String recipient) {
        return edited(vendor, signed, "SubjectConfirmationData", "Recipient", recipient);
    }

    private static String edited(Vendor vendor, Signed signed, String element, String attribute, String value) {
        return encode(VendorResponse.of(vendor).edited(signed, document -> {
            Element target = Dom.first(document.getDocumentElement(), element);
            if (value == null) {
                target.removeAttribute(attribute);
            } else {
                target.setAttribute(attribute, value);
            }
        }));
    }
}
