package io.ssokit.internal.saml;

import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Encrypter;
import io.ssokit.attack.Encrypter.Content;
import io.ssokit.attack.Encrypter.KeyTransport;
import io.ssokit.attack.Encrypter.Placement;
import io.ssokit.attack.TestKeys;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.internal.saml.SamlDoor.Verdict;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;

/** What identity providers encrypt is read as if they had not. */
class EncryptedResponseTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final Exemption UNSIGNED = Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE;

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void post_encryptedAssertionInSignedResponse_sameAsInClear(Vendor vendor) {
        VendorResponse response = VendorResponse.of(vendor);
        Verdict clear = DOOR.post(encode(response.xml(Signed.RESPONSE)));
        for (Signed signed : List.of(Signed.RESPONSE, Signed.BOTH)) {
            Verdict verdict = DOOR.post(encode(response.encrypted(signed, new Encrypter())));
            assertThat(verdict).as("%s %s", signed, verdict.details()).isEqualTo(clear);
        }
        assertThat(clear.subject()).contains(NAME_ID);
    }

    @ParameterizedTest
    @EnumSource(value = Content.class, names = "TRIPLE_DES", mode = EnumSource.Mode.EXCLUDE)
    void post_everyContentCipher_acceptedUnderTheSignature(Content content) {
        for (Placement placement : Placement.values()) {
            assertAccepted(DOOR, encrypter -> {
                encrypter.content = content;
                encrypter.placement = placement;
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OAEP_MGF1P,,",
        "OAEP_MGF1P, SHA-1,",
        "OAEP_MGF1P, SHA-256,",
        "OAEP_MGF1P, SHA-384,",
        "OAEP_MGF1P, SHA-512,",
        "OAEP,,",
        "OAEP,, SHA-256",
        "OAEP, SHA-256,",
        "OAEP, SHA-256, SHA-1",
        "OAEP, SHA-256, SHA-256",
        "OAEP, SHA-384, SHA-384",
        "OAEP, SHA-512, SHA-512",
        "OAEP, SHA-1, SHA-224"
    })
    void post_everyOaep_accepted(KeyTransport transport, String digest, String mask) {
        assertAccepted(DOOR, encrypter -> {
            encrypter.transport = transport;
            encrypter.digest = digest;
            encrypter.mask = mask;
        });
    }

    @Test
    void post_oaepWithLabel_accepted() {
        assertAccepted(DOOR, encrypter -> encrypter.label = Encrypter.octets("app.example.com"));
    }

    @Test
    void post_tripleDesAndRsa15_acceptedByNameOnly() {
        Consumer<Encrypter> tripleDes = encrypter -> encrypter.content = Content.TRIPLE_DES;
        Consumer<Encrypter> rsa15 = encrypter -> encrypter.transport = KeyTransport.RSA_15;
        assertRefused(DOOR, tripleDes, "TRIPLE_DES");
        assertRefused(DOOR, rsa15, "RSA15");
        assertRefused(DOOR.allowing(Exemption.RSA15, Exemption.SHA1), tripleDes, "TRIPLE_DES");
        assertRefused(DOOR.allowing(Exemption.TRIPLE_DES), rsa15, "RSA15");
        assertAccepted(DOOR.allowing(Exemption.TRIPLE_DES), tripleDes);
        assertAccepted(DOOR.allowing(Exemption.RSA15), rsa15);
    }

    @Test
    void post_gcmOnly_takesNothingElse() {
        SamlDoor strict = DOOR.decrypting(false, true, Exemption.TRIPLE_DES);
        for (Content content : Content.values()) {
            Consumer<Encrypter> settings = encrypter -> encrypter.content = content;
            if (content.isGcm()) {
                assertAccepted(strict, settings);
            } else {
                assertRefused(strict, settings, "AES-GCM, the only encryption");
            }
        }
    }

    @Test
    void post_encryptionDemanded_assertionInClearRefused() {
        SamlDoor strict = DOOR.decrypting(true, false);
        for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION, Signed.BOTH)) {
            Verdict verdict = strict.post(encode(VendorResponse.of(Vendor.OKTA).xml(signed)));
            assertThat(verdict.accepted()).isFalse();
            assertThat(verdict.details()).contains("an Assertion in clear");
        }
        assertAccepted(strict, encrypter -> {});
    }

    @Test
    void post_encryptedForOlderOfOurKeys_accepted() {
        KeyPair older = TestKeys.SP;
        SamlDoor rolling = DOOR.decryptingWith(
                List.of(TestKeys.STRANGER.getPrivate(), TestKeys.IDP_EC.getPrivate(), older.getPrivate()));
        assertAccepted(rolling, encrypter -> {});
        assertAccepted(rolling.allowing(Exemption.RSA15), encrypter -> encrypter.transport = KeyTransport.RSA_15);
        assertAccepted(rolling.allowing(Exemption.RSA15), encrypter -> {
            encrypter.transport = KeyTransport.RSA_15;
            encrypter.content = Content.AES128_CBC;
        });
    }

    @Test
    void post_noKeyOfOurs_refused() {
        Consumer<Encrypter> any = encrypter -> {};
        assertRefused(DOOR.decryptingWith(List.of()), any, "there is no key");
        assertRefused(DOOR.decryptingWith(List.of(TestKeys.STRANGER.getPrivate())), any, "none of them opens");
    }

    @Test
    void post_severalRecipients_oursIsTriedFirst() {
        for (Placement placement : List.of(Placement.INLINE, Placement.SIBLING_UNNAMED)) {
            assertAccepted(DOOR, encrypter -> {
                encrypter.placement = placement;
                encrypter.recipient = VendorResponse.AUDIENCE;
                encrypter.xml = xml -> withOthers(xml, 7, "https://other.example/sp");
            });
        }
    }

    @Test
    void post_recipientOfAnotherName_stillTried() {
        assertAccepted(DOOR, encrypter -> encrypter.recipient = VendorResponse.ACS);
    }

    /** Keys for somebody else before ours. */
    private static String withOthers(String xml, int count, String recipient) {
        Encrypter other = new Encrypter();
        other.recipient = recipient;
        String key = other.encryptedKey(new byte[32], TestKeys.STRANGER.getPublic());
        return xml.replaceFirst("<xenc:EncryptedKey ", key.repeat(count) + "<xenc:EncryptedKey ");
    }

    @Test
    void post_encryptedNameId_readUnderEitherSignature() {
        for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
            for (Content content : List.of(Content.AES256_GCM, Content.AES128_CBC)) {
                Document message = VendorResponse.of(Vendor.KEYCLOAK)
                        .edited(
                                signed,
                                document -> new Encrypter()
                                        .with(encrypter -> encrypter.content = content)
                                        .encryptNameId(document, TestKeys.SP.getPublic()));
                Verdict verdict = DOOR.post(encode(message));
                assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
            }
        }
    }

    @Test
    void post_encryptedAttributes_readInTheirPlace() {
        Document message = VendorResponse.of(Vendor.ENTRA).edited(Signed.ASSERTION, document -> {
            new Encrypter().encryptAttribute(document, TestKeys.SP.getPublic());
            new Encrypter().encryptAttribute(document, TestKeys.SP.getPublic());
        });
        Verdict clear = DOOR.post(encode(VendorResponse.of(Vendor.ENTRA).xml(Signed.ASSERTION)));
        Verdict verdict = DOOR.post(encode(message));
        assertThat(verdict).isEqualTo(clear);
        assertThat(verdict.attributes().keySet())
                .containsExactlyElementsOf(clear.attributes().keySet());
    }

    @Test
    void post_everythingEncryptedTwice_readWithOneOfTwoKeys() {
        SamlDoor rolling = DOOR.decryptingWith(List.of(TestKeys.STRANGER.getPrivate(), TestKeys.SP.getPrivate()));
        VendorResponse response = VendorResponse.of(Vendor.ONELOGIN);
        Document inner = response.edited(Signed.NEITHER, document -> {
            new Encrypter().encryptNameId(document, TestKeys.SP.getPublic());
            new Encrypter().encryptAttribute(document, TestKeys.SP.getPublic());
        });
        String xml = VendorResponse.write(inner);
        Document message = response.encrypted(xml, Signed.BOTH, VendorResponse.QUICKLY, new Encrypter());
        Verdict verdict = rolling.post(encode(message));
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
        assertThat(verdict.attributes()).containsKey("memberOf");
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void post_signedAssertionEncryptedInUnsignedResponse_acceptedByNameOnly(Vendor vendor) {
        for (Content content : List.of(Content.AES256_GCM, Content.AES256_CBC)) {
            Encrypter encrypter = new Encrypter().with(e -> e.content = content);
            String message = encode(VendorResponse.of(vendor).encrypted(Signed.ASSERTION, encrypter));
            Verdict refused = DOOR.post(message);
            assertThat(refused.accepted()).isFalse();
            Verdict accepted = DOOR.allowing(UNSIGNED).post(message);
            assertThat(accepted.subject()).as(accepted.details()).contains(NAME_ID);
            assertThat(DOOR.allowing(UNSIGNED)
                            .wanting(false, true)
                            .post(message)
                            .accepted())
                    .isFalse();
        }
    }

    @Test
    void decrypted_exceptionsInUse_areNamed() {
        SamlDoor lax = DOOR.allowing(UNSIGNED, Exemption.TRIPLE_DES, Exemption.RSA15);
        Encrypter weak = new Encrypter().with(encrypter -> {
            encrypter.content = Content.TRIPLE_DES;
            encrypter.transport = KeyTransport.RSA_15;
        });
        assertThat(exemptions(lax, Signed.ASSERTION, weak))
                .containsExactlyInAnyOrder(UNSIGNED, Exemption.TRIPLE_DES, Exemption.RSA15);
        assertThat(exemptions(lax, Signed.RESPONSE, new Encrypter())).isEmpty();
        assertThat(exemptions(lax, Signed.ASSERTION, new Encrypter())).containsExactly(UNSIGNED);
    }

    private static Set<Exemption> exemptions(SamlDoor door, Signed signed, Encrypter encrypter) {
        String message = encode(VendorResponse.of(Vendor.OKTA).encrypted(signed, encrypter));
        return SignedResponse.open(message, door.keys(), door.policy(), door.decrypter())
                .decrypted()
                .exemptions();
    }

    @Test
    @Tag("slow")
    void post_key4096_accepted() {
        KeyPair large = TestKeys.rsa(4096);
        assertThat(((RSAPublicKey) large.getPublic()).getModulus().bitLength()).isEqualTo(4096);
        VendorResponse response = VendorResponse.of(Vendor.GOOGLE);
        Document document = response.document(Signed.NEITHER, VendorResponse.QUICKLY);
        new Encrypter().encryptAssertion(document, large.getPublic());
        Document signed = response.sign(VendorResponse.write(document), Signed.RESPONSE, VendorResponse.QUICKLY);
        Verdict verdict = DOOR.decryptingWith(List.of(large.getPrivate())).post(encode(signed));
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
    }

    private static void assertAccepted(SamlDoor door, Consumer<Encrypter> settings) {
        Encrypter encrypter = new Encrypter().with(settings);
        Verdict verdict = door.post(encode(VendorResponse.of(Vendor.KEYCLOAK).encrypted(Signed.RESPONSE, encrypter)));
        assertThat(verdict.subject()).as(verdict.details()).contains(NAME_ID);
    }

    private static void assertRefused(SamlDoor door, Consumer<Encrypter> settings, String saying) {
        Encrypter encrypter = new Encrypter().with(settings);
        Verdict verdict = door.post(encode(VendorResponse.of(Vendor.KEYCLOAK).encrypted(Signed.RESPONSE, encrypter)));
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.details()).contains(saying);
    }
}
