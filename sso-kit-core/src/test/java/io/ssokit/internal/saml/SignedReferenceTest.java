package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a SignedInfo may say even where the provider's own key signed it: the signature is made anew over each changed one, so
 * that nothing but the check in question can refuse.
 */
@Tag("S-09")
class SignedReferenceTest {
    private static final TrustedKeys KEYS = TrustedKeys.ofKeys(List.of(TestKeys.IDP_EC.getPublic()));
    private static final String REFERENCE = "URI=\"#" + VendorResponse.ASSERTION_ID + "\"";
    private static final String GOOD =
            VendorResponse.write(VendorResponse.of(Vendor.ENTRA).document(Signed.ASSERTION, VendorResponse.QUICKLY));
    private static final String ENVELOPED = "<Transform Algorithm=\"" + Names.ENVELOPED + "\"/>";
    private static final String EXCLUSIVE = "<Transform Algorithm=\"" + Names.EXC_C14N + "\"/>";

    @Test
    void open_signedAnewUnchanged_accepted() {
        assertThat(open(xml -> xml).exemptions()).isEmpty();
        assertThat(GOOD).contains(REFERENCE, ENVELOPED, EXCLUSIVE);
    }

    @Test
    void open_referenceToAnythingElse_refused() {
        for (String uri : List.of("#_other", "#", VendorResponse.ASSERTION_ID, "#xpointer(/)", "http://x/")) {
            assertRefused("a reference to the ID", xml -> xml.replace(REFERENCE, "URI=\"" + uri + "\""));
        }
        assertRefused("a Reference of URI", xml -> xml.replace(" " + REFERENCE, ""));
    }

    @Test
    void open_emptyReference_byNameAndNeverForAnAssertion() {
        UnaryOperator<String> empty = xml -> xml.replace(REFERENCE, "URI=\"\"");
        assertRefused("a reference to the ID", empty);
        TrustedKeys allowing = KEYS.allowing(Set.of(Exemption.EMPTY_REFERENCE_URI));
        assertThatThrownBy(() -> SignedXml.open(assertion(empty), allowing))
                .hasMessageContaining("a reference to the ID of the signed Assertion");
        String response =
                VendorResponse.write(VendorResponse.of(Vendor.ENTRA).document(Signed.RESPONSE, VendorResponse.QUICKLY));
        El whole = parse(resigned(response.replace("URI=\"#" + VendorResponse.RESPONSE_ID + "\"", "URI=\"\""), true));
        assertThat(SignedXml.open(whole, allowing).exemptions()).containsExactly(Exemption.EMPTY_REFERENCE_URI);
        assertThatThrownBy(() -> SignedXml.open(whole, KEYS)).isInstanceOf(SamlRefusal.class);
    }

    @Test
    void open_otherTransforms_refused() {
        for (String transforms : List.of(
                "",
                EXCLUSIVE,
                EXCLUSIVE + ENVELOPED,
                ENVELOPED + EXCLUSIVE + EXCLUSIVE,
                ENVELOPED + "<x xmlns=\"urn:x\" Algorithm=\"" + Names.EXC_C14N + "\"/>",
                ENVELOPED.replace("/>", "><XPath>true()</XPath></Transform>") + EXCLUSIVE,
                ENVELOPED + "text" + EXCLUSIVE)) {
            assertRefused("the transforms", xml -> xml.replace(ENVELOPED + EXCLUSIVE, transforms));
        }
        assertRefused("a canonicalisation", xml -> xml.replace(EXCLUSIVE, EXCLUSIVE.replace("exc-c14n", "xslt")));
        for (String parameter : List.of("<XPath>true()</XPath>", "text")) {
            assertRefused(
                    "no parameter but InclusiveNamespaces",
                    xml -> xml.replace(EXCLUSIVE, EXCLUSIVE.replace("/>", ">" + parameter + "</Transform>")));
        }
        String prefixes = "<InclusiveNamespaces xmlns=\"" + Names.EXC_C14N + "\"/>";
        assertThat(open(xml -> xml.replace(EXCLUSIVE, EXCLUSIVE.replace("/>", ">" + prefixes + "</Transform>")))
                        .root())
                .as("an empty list of prefixes")
                .isNotNull();
    }

    @Test
    void open_otherDigests_refused() {
        String sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
        for (String digest : List.of("http://www.w3.org/2001/04/xmldsig-more#md5", Names.DS + "sha1", "", "urn:x")) {
            assertRefused("SHA-256", xml -> xml.replace(sha256, digest));
        }
        assertRefused("content that matches", xml -> xml.replace(sha256, "http://www.w3.org/2001/04/xmlenc#sha512"));
        String method = "<DigestMethod Algorithm=\"" + sha256 + "\"/>";
        assertThat(GOOD).contains(method);
        assertRefused("SHA-256", xml -> xml.replace(method, method.replace("/>", "><x/></DigestMethod>")));
        assertRefused("a DigestValue of text", xml -> xml.replace("<DigestValue>", "<DigestValue><x/>"));
        assertRefused("a Reference of URI", xml -> xml.replace(method, ""));
        assertRefused("a Reference of URI", xml -> xml.replace(method, method + method));
        assertRefused("a Reference of URI", xml -> xml.replace(method, method + "text"));
        assertRefused("exactly one Reference", xml -> xml.replaceFirst("(<Reference.*</Reference>)", "$1$1"));
        assertRefused("exactly one Reference", xml -> xml.replaceFirst("<Reference.*</Reference>", ""));
        assertRefused("exactly one Reference", xml -> xml.replace("</SignedInfo>", "text</SignedInfo>"));
        assertRefused(
                "exactly one Reference",
                xml -> xml.replace("Reference>", "Manifest>").replace("<Reference", "<Manifest"));
    }

    @Test
    void post_otherVersion_refusedEvenIfSigned() {
        VendorResponse entra = VendorResponse.of(Vendor.ENTRA);
        for (String element : List.of("Response ID", "Assertion ID")) {
            String other = entra.unsigned().replaceFirst("(" + element + "[^>]*Version=\")2.0", "$11.1");
            assertThat(other).isNotEqualTo(entra.unsigned());
            String message = VendorResponse.encode(entra.sign(other, Signed.BOTH, VendorResponse.QUICKLY));
            assertThat(SamlDoor.open().post(message).refused()).contains(LoginError.STRUCTURE);
        }
    }

    private static SignedXml open(UnaryOperator<String> edit) {
        return SignedXml.open(assertion(edit), KEYS);
    }

    private static El assertion(UnaryOperator<String> edit) {
        return parse(resigned(edit.apply(GOOD), false)).first(Names.SAML, "Assertion");
    }

    /** {@code xml} with the provider's signature of its SignedInfo as it is now. */
    private static String resigned(String xml, boolean ofResponse) {
        El response = parse(xml);
        El signed = ofResponse ? response : response.first(Names.SAML, "Assertion");
        El signedInfo = signed.first(Names.DS, "Signature").first(Names.DS, "SignedInfo");
        ByteSink octets = new ByteSink(1024, 100_000);
        Xml.canonicalize(signedInfo, C14n.EXCLUSIVE, "", null, octets);
        byte[] signature = SignatureAlgorithm.ECDSA_SHA256.sign(TestKeys.IDP_EC.getPrivate(), octets.toByteArray());
        return xml.replaceFirst(
                "(<SignatureValue>)[^<]*", "$1" + Base64.getEncoder().encodeToString(signature));
    }

    private static void assertRefused(String saying, UnaryOperator<String> edit) {
        assertThat(edit.apply(GOOD)).as(saying).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> open(edit)).isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
            assertThat(refusal.error()).isEqualTo(LoginError.SIGNATURE);
            assertThat(refusal.expected()).contains(saying);
        });
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
