package io.ssokit.key;

import static io.ssokit.key.TestSamlKeys.pkcs8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.KeyError;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.store.MemoryStores;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final X509Certificate CERTIFICATE = TestKeys.certificate(TestKeys.IDP, "app");
    private static final String KEY = pkcs8(TestKeys.IDP.getPrivate());

    @Test
    void certificates_writtenAndReadAgain_theSame() {
        String pem = Pem.of(CERTIFICATE);
        assertThat(pem.lines().map(String::length)).allMatch(length -> length <= 64);
        assertThat(Pem.certificates(pem + pem)).containsExactly(CERTIFICATE, CERTIFICATE);
        assertThat(Pem.certificates(pem.replace("\n", "\r\n"))).containsExactly(CERTIFICATE);
    }

    @Test
    void importPem_keyWithoutItsCertificate_refused() {
        assertRefused(KEY, "no certificate");
        assertRefused(KEY + Pem.of(TestKeys.certificate(TestKeys.STRANGER, "x")), "another private key");
    }

    @Test
    void importPem_noKeyOrTwo_refused() {
        assertRefused(Pem.of(CERTIFICATE), "0 private keys");
        assertRefused(KEY + KEY + Pem.of(CERTIFICATE), "2 private keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY"})
    void importPem_otherKindOfBlock_refusedByItsName(String kind) {
        assertRefused(KEY.replace("PRIVATE KEY", kind) + Pem.of(CERTIFICATE), kind);
    }

    @Test
    void importPem_notRsa_refused() {
        assertRefused(pkcs8(TestKeys.IDP_EC.getPrivate()) + Pem.of(CERTIFICATE), "not an RSA key");
    }

    @Test
    void importPem_shortKey_refused() {
        KeyPair small = TestKeys.rsa(1024);
        assertRefused(pkcs8(small.getPrivate()) + Pem.of(TestKeys.certificate(small, "x")), "1024 bits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "=", ""})
    void importPem_brokenContent_refusedWithoutQuotingIt(String content) {
        assertRefused("-----BEGIN PRIVATE KEY-----\n" + content + "\n-----END PRIVATE KEY-----\n", "Not imported");
        assertRefused(
                KEY + "-----BEGIN CERTIFICATE-----\n" + content + "\n-----END CERTIFICATE-----\n", "Not imported");
    }

    private static void assertRefused(String pem, String why) {
        SamlKeys keys = SamlKeys.of(
                MemoryStores.create()::samlKeys,
                Optional.empty(),
                ServiceProvider.of(URI.create("https://app.example.com")),
                Clock.systemUTC());
        assertThatExceptionOfType(SamlKeyException.class)
                .isThrownBy(() -> keys.importPem(Use.SIGNING, Secret.of(pem)))
                .withMessageContaining(why)
                .satisfies(refused -> {
                    assertThat(refused.error()).isEqualTo(KeyError.UNUSABLE_KEY);
                    assertThat(refused.getMessage()).doesNotContain(KEY.substring(40, 60));
                    assertThat(refused.getCause()).isNull();
                });
        assertThat(keys.list()).isEmpty();
    }
}
