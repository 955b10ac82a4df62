package io.ssokit.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import io.ssokit.key.SamlKey.Use;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedTest {
    private static final Instant NOW = Instant.parse("2026-03-04T12:00:00.987Z");

    @Test
    void keyPair_made_asLongAsThoseOfTheIdentityProviders() {
        RSAPublicKey key = (RSAPublicKey) SelfSigned.keyPair().getPublic();
        assertThat(key.getModulus().bitLength()).isEqualTo(2048);
        assertThat(key.getPublicExponent()).isEqualTo(BigInteger.valueOf(65537));
    }

    @Test
    void certificate_readAgain_saysWhatItIs() throws Exception {
        KeyPair pair = TestKeys.IDP;
        X509Certificate certificate = SelfSigned.certificate(pair, Use.SIGNING, "app.example.com", NOW);
        certificate.verify(pair.getPublic());
        assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=app.example.com");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getNotBefore()).isEqualTo(Instant.parse("2026-03-04T11:00:00Z"));
        assertThat(certificate.getNotAfter()).isEqualTo(Instant.parse("2036-03-04T11:00:00Z"));
        assertThat(certificate.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.15", "2.5.29.19");
        assertThat(certificate.getNonCriticalExtensionOIDs()).containsExactly("2.5.29.14");
        assertThat(certificate.hasUnsupportedCriticalExtension()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SIGNING, 0", "ENCRYPTION, 2"})
    void certificate_keyUsage_oneBitOnly(Use use, int bit) {
        boolean[] usage = SelfSigned.certificate(TestKeys.IDP, use, "a", NOW).getKeyUsage();
        assertThat(IntStream.range(0, usage.length).filter(i -> usage[i])).containsExactly(bit);
    }

    @Test
    void certificate_serials_positiveShortAndNeverTheSame() {
        Set<BigInteger> serials = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            serials.add(
                    SelfSigned.certificate(TestKeys.IDP, Use.SIGNING, "a", NOW).getSerialNumber());
        }
        assertThat(serials).hasSize(50).allSatisfy(serial -> {
            assertThat(serial.signum()).isPositive();
            assertThat(serial.bitLength()).isEqualTo(128);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2039-06-01T00:00:00Z", "2039-12-31T23:59:59Z", "2040-02-29T12:00:00Z", "2055-01-01T00:00:00Z"})
    void certificate_lateDates_readAsTheyAre(String now) throws Exception {
        X509Certificate certificate = SelfSigned.certificate(TestKeys.IDP, Use.SIGNING, "a", Instant.parse(now));
        Instant from = Instant.parse(now).minusSeconds(3600);
        assertThat(certificate.getNotBefore()).isEqualTo(from);
        assertThat(certificate.getNotAfter())
                .isEqualTo(from.atOffset(java.time.ZoneOffset.UTC).plusYears(10).toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "[::1]", "xn--bcher-kva.example"})
    void certificate_anyHost_isTheName(String host) {
        assertThat(name(host)).isEqualTo(host);
    }

    @Test
    void certificate_longHost_cutToWhatANameMayBe() {
        assertThat(name("h".repeat(250) + ".example")).isEqualTo("h".repeat(64));
    }

    /** ITU-T X.690: 8.19 object identifiers, 8.1.3 lengths, 8.3 integers. */
    @Test
    void der_examples_encodedAsTheStandardSays() {
        assertThat(hex(Der.oid("1.2.840.113549.1.1.11"))).isEqualTo("06092a864886f70d01010b");
        assertThat(hex(Der.oid("2.5.29.15"))).isEqualTo("0603551d0f");
        assertThat(hex(Der.integer(BigInteger.valueOf(128)))).isEqualTo("02020080");
        assertThat(hex(Der.octets(new byte[127]))).startsWith("047f00");
        assertThat(hex(Der.octets(new byte[128]))).startsWith("04818000");
        assertThat(hex(Der.octets(new byte[255]))).startsWith("0481ff00");
        assertThat(hex(Der.octets(new byte[256]))).startsWith("0482010000");
        assertThat(hex(Der.octets(new byte[65_536]))).startsWith("048301000000");
        assertThat(hex(Der.bits(new byte[] {(byte) 0x80}, 7))).isEqualTo("03020780");
    }

    private static String name(String host) {
        String name = SelfSigned.certificate(TestKeys.IDP, Use.SIGNING, host, NOW)
                .getSubjectX500Principal()
                .getName();
        return name.substring("CN=".length());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
