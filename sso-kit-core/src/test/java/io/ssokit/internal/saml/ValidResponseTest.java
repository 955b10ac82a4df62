package io.ssokit.internal.saml;

import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.TestSigner;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real identity providers send is accepted, and read as they mean it. */
class ValidResponseTest {
    private static final SamlDoor DOOR = SamlDoor.open();

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void post_responseAsVendorWritesIt_acceptedHoweverItIsSigned(Vendor vendor) {
        for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
            SamlDoor.Verdict verdict =
                    DOOR.post(encode(VendorResponse.of(vendor).document(signed)));
            assertThat(verdict.subject()).as("%s %s", signed, verdict.details()).contains(NAME_ID);
        }
    }

    @Test
    void post_keycloakAttributes_valuesOfOneNameTogether() {
        SamlDoor.Verdict verdict =
                DOOR.post(encode(VendorResponse.of(Vendor.KEYCLOAK).document(Signed.BOTH)));
        assertThat(verdict.attributes()).containsEntry("Role", List.of("staff", "engineering"));
    }

    @Test
    void validate_oneLogin_everythingReadFromTheAssertion() {
        VerifiedAssertion assertion =
                DOOR.validate(encode(VendorResponse.of(Vendor.ONELOGIN).document(Signed.ASSERTION)));
        assertThat(assertion.id()).isEqualTo(VendorResponse.ASSERTION_ID);
        assertThat(assertion.responseId()).isEqualTo(VendorResponse.RESPONSE_ID);
        assertThat(assertion.inResponseTo()).contains(VendorResponse.REQUEST_ID);
        assertThat(assertion.issuer()).isEqualTo(VendorResponse.ISSUER);
        assertThat(assertion.nameId().format()).contains(Names.FORMAT_EMAIL);
        assertThat(assertion.authentication().at()).isEqualTo(VendorResponse.NOW);
        assertThat(assertion.authentication().sessionIndex()).contains("_session-1");
        assertThat(assertion.authentication().sessionNotOnOrAfter())
                .contains(VendorResponse.NOW.plus(Duration.ofHours(8)));
        assertThat(assertion.authentication().contextClass())
                .contains("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport");
        assertThat(assertion.presentableUntil()).isEqualTo(VendorResponse.NOW.plus(Duration.ofMinutes(7)));
        assertThat(assertion.attributes().keySet())
                .containsExactly("memberOf", "https://aws.amazon.com/SAML/Attributes/PrincipalTag:CostCenter");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa-sha256, 2048",
        "rsa-sha384, 2048",
        "rsa-sha512, 2048",
    })
    void post_rsa_accepted(String algorithm, int bits) {
        KeyPair key = TestKeys.rsa(bits);
        assertAccepted(key, "http://www.w3.org/2001/04/xmldsig-more#" + algorithm);
    }

    @ParameterizedTest
    @CsvSource({
        "secp256r1, ecdsa-sha256",
        "secp384r1, ecdsa-sha384",
        "secp521r1, ecdsa-sha512",
        "secp256r1, ecdsa-sha512"
    })
    void post_ecdsa_accepted(String curve, String algorithm) {
        assertAccepted(TestKeys.ec(curve), "http://www.w3.org/2001/04/xmldsig-more#" + algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256-rsa-MGF1", "sha384-rsa-MGF1", "sha512-rsa-MGF1"})
    void post_rsaPss_accepted(String algorithm) {
        assertAccepted(TestKeys.IDP, "http://www.w3.org/2007/05/xmldsig-more#" + algorithm);
    }

    private static void assertAccepted(KeyPair key, String algorithm) {
        String message = encode(VendorResponse.of(Vendor.OKTA).document(Signed.BOTH, signer -> {
            signer.key = key.getPrivate();
            signer.algorithm = algorithm;
            signer.keyInfo = null;
        }));
        SamlDoor.Verdict verdict = DOOR.trusting(key.getPublic()).post(message);
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.w3.org/2001/10/xml-exc-c14n#",
                "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
                "http://www.w3.org/2006/12/xml-c14n11",
                "http://www.w3.org/2006/12/xml-c14n11#WithComments"
            })
    void post_everyCanonicalisation_accepted(String c14n) {
        for (Vendor vendor : Vendor.all()) {
            Consumer<TestSigner> settings = signer -> {
                VendorResponse.QUICKLY.accept(signer);
                signer.c14n = c14n;
                signer.prefixList = "";
            };
            SamlDoor.Verdict verdict =
                    DOOR.post(encode(VendorResponse.of(vendor).document(Signed.ASSERTION, settings)));
            assertThat(verdict.subject()).as("%s %s", vendor, verdict.details()).contains(NAME_ID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://www.w3.org/2001/04/xmldsig-more#sha384", "http://www.w3.org/2001/04/xmlenc#sha512"})
    void post_otherDigests_accepted(String digest) {
        String message =
                encode(VendorResponse.of(Vendor.ENTRA).document(Signed.RESPONSE, signer -> signer.digest = digest));
        assertThat(DOOR.post(message).subject()).contains(NAME_ID);
    }

    @Test
    void post_secondOfTwoPinnedKeys_accepted() {
        SamlDoor rollover =
                DOOR.trusting(TestKeys.STRANGER.getPublic(), TestKeys.IDP_EC.getPublic(), TestKeys.IDP.getPublic());
        String message = encode(VendorResponse.of(Vendor.GOOGLE).document(Signed.RESPONSE));
        assertThat(rollover.post(message).accepted()).isTrue();
    }

    @Test
    void post_base64InLines_accepted() {
        String message = encode(VendorResponse.of(Vendor.ADFS).document(Signed.ASSERTION));
        String inLines = message.replaceAll("(.{76})", "$1\r\n");
        assertThat(DOOR.post(inLines).accepted()).isTrue();
    }

    @Test
    void post_unsignedResponseWithoutDestination_acceptedForItsSignedAssertion() {
        VendorResponse response = VendorResponse.of(Vendor.ENTRA);
        String xml = response.unsigned().replace("Destination=\"" + VendorResponse.ACS + "\"", "");
        SamlDoor.Verdict verdict = DOOR.post(encode(response.sign(xml, Signed.ASSERTION, VendorResponse.QUICKLY)));
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
    }

    @Test
    void validate_unsolicited_acceptedOnlyWhereNoRequestIsExpected() {
        VendorResponse response = VendorResponse.of(Vendor.OKTA);
        String xml = response.unsigned().replace(" InResponseTo=\"" + VendorResponse.REQUEST_ID + "\"", "");
        String message = encode(response.sign(xml, Signed.ASSERTION, VendorResponse.QUICKLY));
        assertThat(DOOR.post(message).accepted()).isFalse();
        assertThat(DOOR.asking(Optional.empty()).validate(message).inResponseTo())
                .isEmpty();
    }

    @Test
    void open_signedAssertion_saysWhichRequestTheKeySigned() {
        String xml = VendorResponse.of(Vendor.OKTA)
                .xml(Signed.ASSERTION)
                .replaceFirst("InResponseTo=\"" + VendorResponse.REQUEST_ID, "InResponseTo=\"_other");
        SignedResponse signed = SignedResponse.open(encode(xml), DOOR.keys(), DOOR.policy(), DOOR.decrypter());
        assertThat(signed.response().attribute("InResponseTo")).isEqualTo("_other");
        assertThat(signed.inResponseTo()).contains(VendorResponse.REQUEST_ID);
    }

    @Test
    void validate_severalConfirmations_oneGoodBearerIsEnough() {
        VendorResponse response = VendorResponse.of(Vendor.ONELOGIN);
        String others = "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:sender-vouches\"/>"
                + "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">"
                + "<saml:SubjectConfirmationData Recipient=\"https://other.example/acs\"/></saml:SubjectConfirmation>";
        String xml =
                response.unsigned().replaceFirst("<saml:SubjectConfirmation ", others + "<saml:SubjectConfirmation ");
        SamlDoor.Verdict verdict = DOOR.post(encode(response.sign(xml, Signed.ASSERTION, VendorResponse.QUICKLY)));
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
    }
}
