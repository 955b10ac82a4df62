package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.attack.Wrapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SignedXmlTest {
    private static final TrustedKeys IDP = TrustedKeys.ofKeys(List.of(TestKeys.IDP.getPublic()));

    /**
     * The structure checks refuse every wrapping before a signature is looked at. This test leaves them out and opens
     * every element that carries a signature: what comes out is the original or nothing.
     */
    @Test
    @Tag("S-01")
    void open_anySignatureInAnyWrapping_neverYieldsWhatWasForged() {
        int opened = 0;
        int tried = 0;
        for (Vendor vendor : Vendor.all()) {
            for (Wrapping wrapping : Wrapping.values()) {
                for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION)) {
                    String id = signed == Signed.RESPONSE ? VendorResponse.RESPONSE_ID : VendorResponse.ASSERTION_ID;
                    String xml = VendorResponse.encode(
                            wrapping.apply(VendorResponse.of(vendor).document(signed), id));
                    for (El element : signedElements(SignedResponse.parse(xml))) {
                        tried++;
                        opened += opensOriginal(element) ? 1 : 0;
                    }
                }
            }
        }
        System.out.printf("attacks: %d tried, 0 accepted (S-01), %d originals opened%n", tried, opened);
        assertThat(opened)
                .as("the test reaches signatures that verify")
                .isPositive()
                .isLessThan(tried);
    }

    private static boolean opensOriginal(El element) {
        try {
            El root = SignedXml.open(element, IDP).root();
            String canonical = text(root);
            assertThat(canonical).contains(VendorResponse.NAME_ID).doesNotContain(Wrapping.FORGED_NAME_ID);
            return true;
        } catch (SamlRefusal refusal) {
            return false;
        }
    }

    private static List<El> signedElements(El element) {
        List<El> found = new ArrayList<>();
        if (SignedXml.isSigned(element)) {
            found.add(element);
        }
        element.elements().forEach(child -> found.addAll(signedElements(child)));
        return found;
    }

    private static String text(El element) {
        ByteSink out = new ByteSink(1024, XmlLimits.MESSAGE.bytes());
        Xml.canonicalize(element, C14n.EXCLUSIVE, "", null, out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
