package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.NOW;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Encrypter.Content;
import io.ssokit.attack.Encrypter.KeyTransport;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import io.ssokit.internal.saml.SamlDoor.Verdict;
import io.ssokit.testing.MovableClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-16: what becomes of a ciphertext tells its sender nothing, and what cannot be protected that way is not decrypted. */
@Tag("S-16")
class DecryptionOracleTest {
    private static final SamlDoor STANDARD = SamlDoor.open();
    private static final SamlDoor LAX =
            STANDARD.allowing(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE, Exemption.TRIPLE_DES, Exemption.RSA15);
    private static final Pattern CIPHER_VALUE = Pattern.compile("(<xenc:CipherValue>)([^<]+)");

    private final Random random = new Random(16);

    @Test
    @Tag("slow")
    void post_thousandFlippedCiphertexts_oneAnswer() {
        Attacks attacks = new Attacks("S-16");
        Set<LoginError> reasons = EnumSet.noneOf(LoginError.class);
        for (KeyTransport transport : List.of(KeyTransport.OAEP_MGF1P, KeyTransport.RSA_15)) {
            for (Content content : List.of(Content.AES256_GCM, Content.AES128_CBC, Content.TRIPLE_DES)) {
                Encrypter encrypter = new Encrypter().with(e -> {
                    e.transport = transport;
                    e.content = content;
                });
                String message = Dom.write(VendorResponse.of(Vendor.KEYCLOAK).encrypted(Signed.ASSERTION, encrypter));
                assertThat(LAX.post(encode(message)).accepted()).isTrue();
                for (int i = 0; i < 170; i++) {
                    Verdict verdict = LAX.post(encode(flipped(message, i % 4)));
                    attacks.count(
                            transport + " " + content,
                            verdict,
                            !VendorResponse.NAME_ID.equals(verdict.subject().orElse("")));
                    verdict.refused().ifPresent(reasons::add);
                }
            }
        }
        attacks.assertNoneAccepted();
        assertThat(reasons)
                .contains(LoginError.DECRYPTION)
                .extracting(LoginError::shown)
                .containsOnly(LoginError.RESPONSE_REFUSED);
    }

    /** One bit of the wrapped key (n = 0), of the content's beginning, middle or last block. */
    private String flipped(String message, int n) {
        return withValue(message, n == 0 ? 0 : 1, octets -> {
            int from = n == 3 ? octets.length - 32 : 0;
            int to = n == 1 ? 32 : octets.length;
            octets[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
            return octets;
        });
    }

    /** The first CipherValue is the key's, the second the content's. */
    private static String withValue(String message, int index, UnaryOperator<byte[]> change) {
        Matcher value = CIPHER_VALUE.matcher(message);
        for (int i = 0; i <= index; i++) {
            assertThat(value.find()).isTrue();
        }
        byte[] octets = change.apply(Base64.getDecoder().decode(value.group(2)));
        return message.substring(0, value.start(2))
                + Base64.getEncoder().encodeToString(octets)
                + message.substring(value.end(2));
    }

    @Test
    void post_weakAlgorithms_refusedUnlessNamed() {
        Attacks attacks = new Attacks("S-16");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.RESPONSE, Signed.BOTH)) {
                attacks.post("rsa-1_5", STANDARD, message(vendor, signed, KeyTransport.RSA_15, Content.AES256_GCM));
                attacks.post("rsa-1_5", STANDARD, message(vendor, signed, KeyTransport.RSA_15, Content.AES128_CBC));
                attacks.post("3DES", STANDARD, message(vendor, signed, KeyTransport.OAEP, Content.TRIPLE_DES));
                attacks.post(
                        "CBC where GCM is demanded",
                        STANDARD.decrypting(false, true),
                        message(vendor, signed, KeyTransport.OAEP, Content.AES256_CBC));
            }
        }
        attacks.assertAllRefusedFor(LoginError.DECRYPTION);
    }

    @Test
    void post_cbcInUnsignedResponse_refusedBeforeAnythingIsDecrypted() {
        Attacks attacks = new Attacks("S-16");
        // A door without any key: had it tried to decrypt, it would say so.
        SamlDoor keyless = STANDARD.decryptingWith(List.of());
        for (Vendor vendor : Vendor.all()) {
            for (Content content : Content.values()) {
                attacks.post(
                        vendor + " " + content,
                        keyless,
                        message(vendor, Signed.ASSERTION, KeyTransport.OAEP_MGF1P, content));
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    /** In a response that claims a signature, too: it is verified first. */
    @Test
    void post_flippedUnderTheSignature_neverDecrypted() {
        Attacks attacks = new Attacks("S-16");
        SamlDoor keyless = STANDARD.decryptingWith(List.of());
        for (Vendor vendor : Vendor.all()) {
            String message = Dom.write(VendorResponse.of(vendor).encrypted(Signed.BOTH, new Encrypter()));
            for (int i = 0; i < 8; i++) {
                attacks.post(vendor + " " + i, keyless, encode(flipped(message, i % 4)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    /** The same key under another mode: GCM's ciphertext read as CBC would get around its tag. */
    @Test
    void post_gcmCiphertextDeclaredCbc_refused() {
        Attacks attacks = new Attacks("S-16");
        for (Vendor vendor : Vendor.all()) {
            String gcm = Dom.write(VendorResponse.of(vendor).encrypted(Signed.ASSERTION, new Encrypter()));
            String cbc = gcm.replace(Content.AES256_GCM.uri, Content.AES256_CBC.uri);
            attacks.post(vendor + " as it is", LAX, encode(cbc));
            attacks.post(
                    vendor + " whole blocks",
                    LAX,
                    encode(withValue(cbc, 1, octets -> Arrays.copyOf(octets, octets.length / 16 * 16))));
        }
        attacks.assertAllRefusedFor(LoginError.DECRYPTION);
    }

    @Test
    @Tag("slow")
    void post_trueMessagesAfterManyFailures_waitOnlyWhereFailuresTell() {
        MovableClock clock = MovableClock.at(NOW);
        SamlDoor door = LAX.throttled(clock);
        String good = message(Vendor.ADFS, Signed.ASSERTION, KeyTransport.OAEP_MGF1P, Content.AES256_CBC);
        String bad = encode(flipped(
                Dom.write(VendorResponse.of(Vendor.ADFS)
                        .encrypted(Signed.ASSERTION, new Encrypter().with(e -> e.content = Content.AES256_CBC))),
                0));
        for (int i = 0; i < 100; i++) {
            assertThat(door.post(good).accepted())
                    .as("good messages cost nothing")
                    .isTrue();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(door.post(bad).details()).doesNotContain("too many");
        }
        Verdict late = door.post(good);
        assertThat(late.refused()).contains(LoginError.DECRYPTION);
        assertThat(late.details()).contains("too many");
        assertThat(door.post(message(Vendor.ADFS, Signed.ASSERTION, KeyTransport.OAEP, Content.AES128_GCM))
                        .accepted())
                .as("authenticated encryption says nothing by failing")
                .isTrue();
        assertThat(door.post(message(Vendor.ADFS, Signed.RESPONSE, KeyTransport.OAEP_MGF1P, Content.AES256_CBC))
                        .accepted())
                .as("under a signature nobody can try")
                .isTrue();
        clock.set(NOW.plus(Duration.ofMinutes(1)));
        assertThat(door.post(good).accepted()).isTrue();
        System.out.println("attacks: 20 tried, 0 accepted (S-16) throttled after them");
    }

    private static String message(Vendor vendor, Signed signed, KeyTransport transport, Content content) {
        return encode(VendorResponse.of(vendor).encrypted(signed, new Encrypter().with(e -> {
                    e.transport = transport;
                    e.content = content;
                })));
    }
}
