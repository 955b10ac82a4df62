package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-03: unsigned, stripped of its signature, or signed in another place than the connection asks for. */
@Tag("S-03")
class UnsignedMessageTest {
    private static final SamlDoor EITHER = SamlDoor.open();
    private static final SamlDoor ASSERTION = EITHER.wanting(true, false);
    private static final SamlDoor RESPONSE = EITHER.wanting(false, true);
    private static final SamlDoor BOTH = EITHER.wanting(true, true);

    @Test
    void post_unsigned_refusedUnderEveryPolicy() {
        Attacks attacks = new Attacks("S-03");
        for (Vendor vendor : Vendor.all()) {
            for (SamlDoor door : List.of(EITHER, ASSERTION, RESPONSE, BOTH)) {
                String about = vendor + " " + door.policy();
                attacks.post(about, door, encode(VendorResponse.of(vendor).unsigned()));
                attacks.post(about + " stripped", door, encode(stripped(vendor)));
                attacks.post(about + " emptied", door, encode(emptied(vendor)));
                attacks.post(about + " hollow", door, encode(hollow(vendor)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_signedElsewhereThanAskedFor_refused() {
        Attacks attacks = new Attacks("S-03");
        for (Vendor vendor : Vendor.all()) {
            VendorResponse response = VendorResponse.of(vendor);
            attacks.post("assertion wanted", ASSERTION, encode(response.document(Signed.RESPONSE)));
            attacks.post("response wanted", RESPONSE, encode(response.document(Signed.ASSERTION)));
            attacks.post("both wanted", BOTH, encode(response.document(Signed.RESPONSE)));
            attacks.post("both wanted", BOTH, encode(response.document(Signed.ASSERTION)));
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_oneOfTwoSignaturesBroken_refused() {
        Attacks attacks = new Attacks("S-03");
        for (Vendor vendor : Vendor.all()) {
            for (SamlDoor door : List.of(EITHER, ASSERTION, RESPONSE, BOTH)) {
                for (String id : List.of(VendorResponse.RESPONSE_ID, VendorResponse.ASSERTION_ID)) {
                    attacks.post(vendor + " " + id, door, encode(brokenSignature(vendor, id)));
                }
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_signedAsAskedFor_accepted() {
        for (Vendor vendor : Vendor.all()) {
            VendorResponse response = VendorResponse.of(vendor);
            assertThat(ASSERTION
                            .post(encode(response.document(Signed.ASSERTION)))
                            .accepted())
                    .isTrue();
            assertThat(RESPONSE.post(encode(response.document(Signed.RESPONSE))).accepted())
                    .isTrue();
            assertThat(BOTH.post(encode(response.document(Signed.BOTH))).accepted())
                    .isTrue();
        }
    }

    /** The assertion is forged and the signatures are gone. */
    private static Document stripped(Vendor vendor) {
        Document document = VendorResponse.of(vendor).document(Signed.BOTH);
        for (String id : List.of(VendorResponse.RESPONSE_ID, VendorResponse.ASSERTION_ID)) {
            Element signed = Dom.byId(document, id);
            signed.removeChild(Dom.signature(signed));
        }
        return document;
    }

    /** The Signature is there, with nothing in it. */
    private static Document emptied(Vendor vendor) {
        Document document = VendorResponse.of(vendor).document(Signed.BOTH);
        for (String id : List.of(VendorResponse.RESPONSE_ID, VendorResponse.ASSERTION_ID)) {
            Dom.signature(Dom.byId(document, id)).setTextContent("");
        }
        return document;
    }

    /** The Signature covers nothing: its SignedInfo has no Reference (CVE-2025-23369 and others). */
    private static Document hollow(Vendor vendor) {
        Document document = VendorResponse.of(vendor).document(Signed.ASSERTION);
        Element reference = Dom.first(document.getDocumentElement(), "Reference");
        reference.getParentNode().removeChild(reference);
        return document;
    }

    /** The response's own signature stays good where the assertion's is broken: it is made last. */
    private static Document brokenSignature(Vendor vendor, String id) {
        VendorResponse response = VendorResponse.of(vendor);
        Document document = response.document(Signed.ASSERTION);
        boolean assertion = id.equals(VendorResponse.ASSERTION_ID);
        if (assertion) {
            breakSignature(document, id);
        }
        document = response.sign(Dom.write(document), Signed.RESPONSE, VendorResponse.QUICKLY);
        if (!assertion) {
            breakSignature(document, id);
        }
        return document;
    }

    private static void breakSignature(Document document, String id) {
        Element value = Dom.first(Dom.signature(Dom.byId(document, id)), "SignatureValue");
        char first = value.getTextContent().strip().charAt(0);
        value.setTextContent(
                (first == 'A' ? 'B' : 'A') + value.getTextContent().strip().substring(1));
    }
}
