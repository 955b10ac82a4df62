package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.internal.saml.SamlDoor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-01: a forged assertion beside, around or instead of the signed one. */
@Tag("S-01")
class SignatureWrappingTest {
    @Test
    void post_everyWrappingOfEveryVendor_refused() {
        Attacks attacks = new Attacks("S-01");
        for (Vendor vendor : Vendor.values()) {
            for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION, Signed.BOTH)) {
                for (String target : targets(signed)) {
                    for (Wrapping wrapping : Wrapping.values()) {
                        String xml = Dom.write(
                                wrapping.apply(VendorResponse.of(vendor).document(signed), target));
                        assertThat(xml).contains(Wrapping.FORGED_NAME_ID).contains(VendorResponse.NAME_ID);
                        attacks.post(
                                vendor + " " + signed + " " + wrapping, SamlDoor.open(), VendorResponse.encode(xml));
                    }
                }
            }
        }
        attacks.assertNoneAccepted();
    }

    /** With both signed, either of the two may be wrapped. */
    static List<String> targets(Signed signed) {
        return switch (signed) {
            case RESPONSE -> List.of(VendorResponse.RESPONSE_ID);
            case ASSERTION -> List.of(VendorResponse.ASSERTION_ID);
            default -> List.of(VendorResponse.RESPONSE_ID, VendorResponse.ASSERTION_ID);
        };
    }
}
