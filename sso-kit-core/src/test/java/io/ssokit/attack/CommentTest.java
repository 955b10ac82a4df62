package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/**
 * S-05: a comment, CDATA section or the like inside a text, where other readers see a prefix of it. Canonical XML drops
 * comments, so the signature stays valid (CVE-2017-11427 and its kin).
 */
@Tag("S-05")
class CommentTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final String WITH_COMMENTS = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";

    @Test
    void post_commentAnywhereInNameId_neverAPrefix() {
        Attacks attacks = new Attacks("S-05");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE)) {
                String xml = VendorResponse.of(vendor).xml(signed);
                for (int at = 0; at <= NAME_ID.length(); at++) {
                    String split = NAME_ID.substring(0, at) + "<!-- -->" + NAME_ID.substring(at);
                    attacks.postAs(vendor + " at " + at, DOOR, encode(xml.replace(NAME_ID, split)), NAME_ID);
                }
            }
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_otherSplittersInNameId_neverAPrefix() {
        Attacks attacks = new Attacks("S-05");
        for (String splitter : List.of("<!---->", "<![CDATA[]]>", "<?x?>", "<x/>", "<!-- -->&#46;<!-- -->", "&#0;")) {
            String nameId = "alice@example.com" + splitter + ".evil.example";
            String whole = "alice@example.com" + (splitter.contains("&#46;") ? "." : "") + ".evil.example";
            String xml = VendorResponse.of(Vendor.ADFS).xml(Signed.ASSERTION).replace(NAME_ID, nameId);
            attacks.postAs("inserted " + splitter, DOOR, encode(xml), whole);
        }
        attacks.assertNoneAccepted();
    }

    @Test
    void post_signedNameIdWithComment_readWhole() {
        VendorResponse response =
                VendorResponse.of(Vendor.ADFS).with("nameId", "alice@example.com<!---->.evil.example");
        for (String c14n : List.of(TestSigner.EXCLUSIVE, WITH_COMMENTS)) {
            Document document = response.document(Signed.ASSERTION, signer -> signer.c14n = c14n);
            assertThat(DOOR.post(encode(document)).subject()).contains("alice@example.com.evil.example");
        }
    }

    @Test
    void post_signedAttributeWithComment_readWhole() {
        VendorResponse response = VendorResponse.of(Vendor.ENTRA);
        String xml = response.unsigned().replace(">staff<", ">st<!-- -->aff<");
        Document document = response.sign(xml, Signed.ASSERTION, VendorResponse.QUICKLY);
        assertThat(DOOR.post(encode(document)).attributes().get("groups")).containsExactly("staff", "engineering");
    }

    @Test
    void post_commentInAudienceOrIssuer_neverAPrefix() {
        Attacks attacks = new Attacks("S-05");
        for (String place : List.of("audience", "issuer")) {
            String right = place.equals("audience") ? VendorResponse.AUDIENCE : VendorResponse.ISSUER;
            VendorResponse response = VendorResponse.of(Vendor.OKTA).with(place, right + "<!---->.evil.example");
            attacks.post(place, DOOR, encode(response.document(Signed.ASSERTION)));
            attacks.post(place, DOOR, encode(response.document(Signed.BOTH)));
        }
        attacks.assertNoneAccepted();
    }
}
