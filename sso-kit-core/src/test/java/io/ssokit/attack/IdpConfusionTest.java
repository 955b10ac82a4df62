package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.ISSUER;
import static io.ssokit.attack.VendorResponse.encode;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-25: the response of one identity provider at the connection of another. */
@Tag("S-25")
class IdpConfusionTest {
    private static final SamlDoor CONNECTION_A = SamlDoor.open();
    private static final String ISSUER_B = "https://idp-b.example.com/entity";

    @Test
    void post_issuerB_refusedAtA() {
        Attacks attacks = new Attacks("S-25");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                for (String issuer :
                        List.of(ISSUER_B, ISSUER + "/", ISSUER + " ", ISSUER.replace("https", "http"), "")) {
                    VendorResponse response = VendorResponse.of(vendor).with("issuer", issuer);
                    attacks.post(
                            vendor + " same key",
                            CONNECTION_A,
                            encode(response.document(signed, VendorResponse.QUICKLY)));
                }
                attacks.post("response only", CONNECTION_A, issuerOf(vendor, signed, "Response", ISSUER_B));
                attacks.post("assertion only", CONNECTION_A, issuerOf(vendor, signed, "Assertion", ISSUER_B));
                attacks.post(
                        "other format",
                        CONNECTION_A,
                        encode(VendorResponse.of(vendor)
                                .edited(
                                        signed,
                                        document -> issuer(document, "Assertion")
                                                .setAttribute(
                                                        "Format",
                                                        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"))));
            }
        }
        attacks.assertAllRefusedFor(LoginError.ISSUER);
    }

    /** Also two tenants at one identity provider: one entityId, a key for each. */
    @Test
    void post_issuerAByKeyB_refusedAtA() {
        Attacks attacks = new Attacks("S-25");
        Consumer<TestSigner> keyOfB = signer -> {
            signer.key = TestKeys.STRANGER.getPrivate();
            signer.keyInfo = TestSigner.certificate(TestKeys.STRANGER, "idp.example");
        };
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                attacks.post(
                        vendor.name(),
                        CONNECTION_A,
                        encode(VendorResponse.of(vendor).document(signed, keyOfB)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_goodMessageOfA_refusedAtB() {
        Attacks attacks = new Attacks("S-25");
        SamlDoor connectionB = SamlDoor.open().ofIdp(ISSUER_B).trusting(TestKeys.STRANGER.getPublic());
        SamlDoor sameKeyOtherIdp = SamlDoor.open().ofIdp(ISSUER_B);
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                String message = encode(VendorResponse.of(vendor).document(signed));
                attacks.post(vendor.name(), connectionB, message);
                attacks.post(vendor.name(), sameKeyOtherIdp, message);
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE, LoginError.ISSUER);
    }

    private static String issuerOf(Vendor vendor, Signed signed, String element, String issuer) {
        return encode(VendorResponse.of(vendor)
                .edited(signed, document -> issuer(document, element).setTextContent(issuer)));
    }

    private static Element issuer(Document document, String element) {
        return Dom.child(Dom.first(document.getDocumentElement(), element), "Issuer");
    }
}
