package io.ssokit.attack;

import io.ssokit.attack.VendorResponse.Signed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A response that the identity provider really signed, and what it looked like before.
 *
 * @param name for the report of a failure
 * @param unsigned the message before any signature
 * @param xml the message as signed
 */
public record SignedMessage(String name, String unsigned, String xml) {
    private static final String ALICE = "al\u00efce&amp;co \ud83d\ude00@example.com";

    /** Every vendor's response in every way to sign it, for two people each: material for {@link Mutant}s. */
    public static List<SignedMessage> all() {
        List<SignedMessage> all = new ArrayList<>();
        for (Vendor vendor : Vendor.all()) {
            VendorResponse alice = VendorResponse.of(vendor).with("nameId", ALICE);
            VendorResponse mallory = VendorResponse.of(vendor)
                    .with("nameId", "mallory@example.com")
                    .with("responseId", "_response-2")
                    .with("assertionId", "_assertion-2")
                    .with("sessionIndex", "_session-2");
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                all.add(new SignedMessage(vendor + " alice " + signed, alice.unsigned(), alice.xml(signed)));
                all.add(new SignedMessage(vendor + " mallory " + signed, mallory.unsigned(), mallory.xml(signed)));
            }
        }
        return all;
    }

    public byte[] octets() {
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
