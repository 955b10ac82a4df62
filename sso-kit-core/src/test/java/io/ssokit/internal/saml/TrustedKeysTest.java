package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.SamlAcceptance.Exemption;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("S-11")
class TrustedKeysTest {
    private static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private static final String RSA_SHA1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
    private static final String ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    private static final KeyPair SHORT = TestKeys.rsa(1024);
    private static final TrustedKeys RSA = TrustedKeys.ofKeys(List.of(TestKeys.IDP.getPublic()));
    private static final TrustedKeys BOTH = TrustedKeys.ofKeys(
            List.of(TestKeys.STRANGER.getPublic(), TestKeys.IDP.getPublic(), TestKeys.IDP_EC.getPublic()));

    @Test
    void usable_noKeyOrOnlyWeakOnes_refusedAndToldApart() {
        assertThatThrownBy(() -> TrustedKeys.ofKeys(List.of()).usable())
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("received no key");
        assertThatThrownBy(() -> TrustedKeys.ofKeys(List.of(SHORT.getPublic())).usable())
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("1 keys of other kinds or too short");
        assertThat(TrustedKeys.ofKeys(List.of(SHORT.getPublic(), TestKeys.IDP.getPublic()))
                        .usable())
                .containsExactly(TestKeys.IDP.getPublic());
    }

    @Test
    void verify_byAnyPinnedKeyOfItsKind_passes() throws Exception {
        BOTH.verify(RSA_SHA256, octets("text"), sign("SHA256withRSA", TestKeys.IDP, "text"));
        BOTH.verify(ECDSA_SHA256, octets("text"), sign("SHA256withECDSAinP1363Format", TestKeys.IDP_EC, "text"));
    }

    @Test
    void verify_foreignKeyOtherTextOrBrokenSignature_refused() throws Exception {
        byte[] good = sign("SHA256withRSA", TestKeys.IDP, "text");

        for (byte[] signature : List.of(sign("SHA256withRSA", TestKeys.STRANGER, "text"), new byte[0], new byte[256])) {
            assertThatThrownBy(() -> RSA.verify(RSA_SHA256, octets("text"), signature))
                    .isInstanceOf(SamlRefusal.class)
                    .hasMessageContaining("by another key, or over other content");
        }
        assertThatThrownBy(() -> RSA.verify(RSA_SHA256, octets("texts"), good)).isInstanceOf(SamlRefusal.class);
    }

    @Test
    void verify_algorithmOfAnotherKindOfKey_refusedBeforeAnyKeyIsTried() throws Exception {
        byte[] signature = sign("SHA256withECDSAinP1363Format", TestKeys.IDP_EC, "text");

        assertThatThrownBy(() -> RSA.verify(ECDSA_SHA256, octets("text"), signature))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("for the kind of key pinned");
        assertThatThrownBy(() -> RSA.verify(null, octets("text"), signature))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void verify_sha1_onlyWhereItIsLetPass() throws Exception {
        byte[] signature = sign("SHA1withRSA", TestKeys.IDP, "text");

        RSA.allowing(Set.of(Exemption.SHA1)).verify(RSA_SHA1, octets("text"), signature);
        assertThatThrownBy(() -> RSA.verify(RSA_SHA1, octets("text"), signature))
                .isInstanceOf(SamlRefusal.class);
        assertThatThrownBy(() -> RSA.allowing(Set.of(Exemption.RSA15)).verify(RSA_SHA1, octets("text"), signature))
                .isInstanceOf(SamlRefusal.class);
    }

    @Test
    void allows_whatIsNamedAndNothingElse() {
        TrustedKeys exempt = RSA.allowing(Set.of(Exemption.EMPTY_REFERENCE_URI));

        assertThat(exempt.allows(Exemption.EMPTY_REFERENCE_URI)).isTrue();
        assertThat(exempt.allows(Exemption.SHA1)).isFalse();
        assertThat(RSA.allows(Exemption.EMPTY_REFERENCE_URI)).isFalse();
    }

    /** A refresh that brings the same keys brings nothing new. */
    @Test
    void equals_sameKeysHoweverTheyCame_equal() {
        TrustedKeys same = TrustedKeys.ofCertificates(List.of(TestKeys.certificate(TestKeys.IDP, "any")));

        assertThat(same).isEqualTo(RSA).hasSameHashCodeAs(RSA);
        assertThat(RSA).isNotEqualTo(BOTH).isNotEqualTo(null);
        assertThat(RSA.hashCode()).isNotZero();
    }

    @Test
    void isUsable_kindsAndLengths() {
        assertThat(SignatureAlgorithm.isUsable(TestKeys.IDP.getPublic())).isTrue();
        assertThat(SignatureAlgorithm.isUsable(TestKeys.IDP_EC.getPublic())).isTrue();
        assertThat(SignatureAlgorithm.isUsable(SHORT.getPublic())).isFalse();
        assertThatThrownBy(() -> SignatureAlgorithm.forSigning(SHORT.getPublic()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fits_eachAlgorithm_oneKindOfKey() {
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            boolean elliptic = algorithm.name().startsWith("ECDSA");
            assertThat(algorithm.fits(TestKeys.IDP_EC.getPublic()))
                    .as(algorithm.uri())
                    .isEqualTo(elliptic);
            assertThat(algorithm.fits(TestKeys.IDP.getPublic()))
                    .as(algorithm.uri())
                    .isEqualTo(!elliptic);
        }
    }

    @Test
    void sign_everyAlgorithm_verifiesAndOverNothingElse() {
        byte[] text = "text".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
            KeyPair pair = algorithm.fits(TestKeys.IDP.getPublic()) ? TestKeys.IDP : TestKeys.IDP_EC;
            byte[] signature = algorithm.sign(pair.getPrivate(), text);

            assertThat(algorithm.verify(pair.getPublic(), octets("text"), signature))
                    .as(algorithm.uri())
                    .isTrue();
            assertThat(algorithm.verify(pair.getPublic(), octets("test"), signature))
                    .as(algorithm.uri())
                    .isFalse();
            assertThat(algorithm.verify(pair.getPublic(), octets("text"), new byte[3]))
                    .as(algorithm.uri())
                    .isFalse();
        }
    }

    private static byte[] sign(String algorithm, KeyPair pair, String text) throws Exception {
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(pair.getPrivate());
        signer.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return signer.sign();
    }

    private static ByteSink octets(String text) {
        ByteSink sink = new ByteSink(16, 1024);
        sink.raw(text);
        return sink;
    }
}
