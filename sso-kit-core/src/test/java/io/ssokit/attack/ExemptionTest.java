package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S-11: what one connection lets pass by name, and that it opens nothing else. */
@Tag("S-11")
class ExemptionTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final String SHA1 = Dom.DS + "sha1";
    private static final Consumer<TestSigner> BY_SHA1 = signer -> {
        signer.algorithm = Dom.DS + "rsa-sha1";
        signer.digest = SHA1;
    };
    private static final Consumer<TestSigner> WHOLE_DOCUMENT = signer -> signer.uri = "";

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void post_sha1LetPassByName_acceptedAndNothingWeaker(Vendor vendor) {
        SamlDoor exempt = DOOR.allowing(Exemption.SHA1);
        String message = encode(VendorResponse.of(vendor).document(Signed.RESPONSE, BY_SHA1));
        assertThat(exempt.post(message).subject()).contains(NAME_ID);

        Attacks attacks = new Attacks("S-11");
        attacks.post("SHA-1 without its name", DOOR, message);
        attacks.post("SHA-1 under another name", DOOR.allowing(Exemption.EMPTY_REFERENCE_URI), message);
        attacks.post(
                "SHA-1 by a foreign key",
                exempt,
                encode(VendorResponse.of(vendor)
                        .document(
                                Signed.RESPONSE,
                                BY_SHA1.andThen(signer -> signer.key = TestKeys.STRANGER.getPrivate()))));
        String signed = Dom.write(VendorResponse.of(vendor).document(Signed.RESPONSE, BY_SHA1));
        attacks.post("changed content", exempt, encode(signed.replace(NAME_ID, "admin@example.com")));
        attacks.post("as MD5", exempt, encode(signed.replace(Dom.DS + "rsa-sha1", MD5)));
        attacks.post("as HMAC", exempt, encode(signed.replace(Dom.DS + "rsa-sha1", Dom.DS + "hmac-sha1")));
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    private static final String MD5 = "http://www.w3.org/2001/04/xmldsig-more#rsa-md5";

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void post_emptyReferenceLetPassByName_acceptedForTheRootOnly(Vendor vendor) {
        SamlDoor exempt = DOOR.allowing(Exemption.EMPTY_REFERENCE_URI);
        String message = encode(VendorResponse.of(vendor).document(Signed.RESPONSE, WHOLE_DOCUMENT));
        assertThat(exempt.post(message).subject()).contains(NAME_ID);

        Attacks attacks = new Attacks("S-11");
        attacks.post("empty without its name", DOOR, message);
        attacks.post("empty under another name", DOOR.allowing(Exemption.SHA1), message);
        attacks.post(
                "of an assertion inside",
                exempt,
                encode(VendorResponse.of(vendor).document(Signed.ASSERTION, WHOLE_DOCUMENT)));
        String signed = Dom.write(VendorResponse.of(vendor).document(Signed.RESPONSE, WHOLE_DOCUMENT));
        attacks.post("changed content", exempt, encode(signed.replace(NAME_ID, "admin@example.com")));
        attacks.post("other document", exempt, encode(signed.replace("URI=\"\"", "URI=\"#_elsewhere\"")));
        attacks.post("xpointer", exempt, encode(signed.replace("URI=\"\"", "URI=\"#xpointer(/)\"")));
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }
}
