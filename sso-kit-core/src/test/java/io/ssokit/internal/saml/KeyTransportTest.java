package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.error.LoginError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RSA 1.5 says nothing about its padding (RFC 8017 §7.2.2, RFC 3218 §2.3.2), and OAEP takes what it names. */
class KeyTransportTest {
    private static final KeyTransport RSA_15 = new KeyTransport(Names.XENC + "rsa-1_5", null);
    private static final RSAPublicKey PUBLIC = (RSAPublicKey) TestKeys.SP.getPublic();
    private static final int BLOCK = 256;

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32})
    void unwrapRsa15_asTheJdkPads_theKey(int keyBytes) throws Exception {
        byte[] key = new byte[keyBytes];
        for (int round = 0; round < 20; round++) {
            Arrays.fill(key, (byte) (round - 10));
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, PUBLIC);
            assertThat(unwrap(cipher.doFinal(key), keyBytes)).isEqualTo(key);
        }
    }

    @Test
    @Tag("S-16")
    void unwrapRsa15_anyBadPadding_aFreshRandomKeyOfTheRightLength() {
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) 7);
        assertThat(unwrap(raw(block(key)), 16)).isEqualTo(key);
        Set<BigInteger> seen = new HashSet<>();
        int tried = 0;
        for (int at = 0; at < BLOCK - 16; at++) {
            byte[] block = block(key);
            // First two octets and the separator become something else, padding becomes the zero it must not hold.
            boolean padding = at > 1 && at < BLOCK - 17;
            block[at] = (byte) (padding ? 0 : block[at] + 1);
            byte[] found = unwrap(raw(block), 16);
            assertThat(found).as("octet %s", at).hasSize(16).isNotEqualTo(key);
            assertThat(seen.add(new BigInteger(found)))
                    .as("another one each time")
                    .isTrue();
            tried++;
        }
        System.out.printf("attacks: %d tried, 0 accepted (S-16) random keys for bad padding%n", tried);
    }

    @Test
    @Tag("S-16")
    void unwrapRsa15_keyOfAnotherLengthOrNoNumber_aRandomKey() {
        byte[] longer = new byte[24];
        assertThat(unwrap(raw(block(longer)), 16)).hasSize(16).isNotEqualTo(new byte[16]);
        assertThat(unwrap(new byte[0], 16)).hasSize(16);
        assertThat(unwrap(new byte[BLOCK + 1], 16)).hasSize(16);
        byte[] large = new byte[BLOCK];
        Arrays.fill(large, (byte) 0xFF);
        assertThat(unwrap(large, 16)).hasSize(16).isNotEqualTo(unwrap(large, 16));
    }

    @Test
    void read_parametersThatAreUnknownOrTwice_refusedByName() {
        String mgf1p = Names.XENC + "rsa-oaep-mgf1p";
        String oaep = Names.XENC11 + "rsa-oaep";
        String digest = "<d:DigestMethod Algorithm=\"" + Names.XENC + "sha256\"/>";
        String mask = "<n:MGF Algorithm=\"" + Names.XENC11 + "mgf1sha256\"/>";
        List<String> wrong = List.of(
                method(Names.XENC + "kw-aes128", ""),
                method(Names.XENC + "rsa-1_5", digest),
                method(mgf1p, mask),
                method(mgf1p, digest + digest),
                method(oaep, mask + mask),
                method(oaep, "<x/>"),
                method(oaep, digest.replace("sha256", "ripemd160")),
                method(oaep, "<d:DigestMethod/>"),
                method(oaep, mask.replace("mgf1sha256", "mgf2")),
                method(oaep, "<e:OAEPparams>%</e:OAEPparams>"),
                method(oaep, "<e:OAEPparams><x/></e:OAEPparams>"));
        for (String xml : wrong) {
            El method = Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
            assertThatThrownBy(() -> KeyTransport.read(method))
                    .as(xml)
                    .isInstanceOfSatisfying(
                            SamlRefusal.class,
                            refusal -> assertThat(refusal.error()).isIn(LoginError.DECRYPTION, LoginError.MALFORMED));
        }
    }

    private static String method(String algorithm, String inside) {
        return "<e:EncryptionMethod xmlns:e=\"" + Names.XENC + "\" xmlns:d=\"" + Names.DS + "\" xmlns:n=\""
                + Names.XENC11 + "\" Algorithm=\"" + algorithm + "\">" + inside + "</e:EncryptionMethod>";
    }

    private static byte[] unwrap(byte[] wrapped, int keyBytes) {
        byte[] key = RSA_15.unwrap(TestKeys.SP.getPrivate(), wrapped, keyBytes);
        assertThat(key).isNotNull();
        return key;
    }

    /** 0, 2, padding, 0, key. */
    private static byte[] block(byte[] key) {
        byte[] block = new byte[BLOCK];
        Arrays.fill(block, (byte) 0x55);
        block[0] = 0;
        block[1] = 2;
        block[BLOCK - key.length - 1] = 0;
        System.arraycopy(key, 0, block, BLOCK - key.length, key.length);
        return block;
    }

    /** Textbook RSA. A block that begins with another octet than 0 is made smaller than the modulus by hand. */
    private static byte[] raw(byte[] block) {
        BigInteger number = new BigInteger(1, block).mod(PUBLIC.getModulus());
        byte[] encrypted =
                number.modPow(PUBLIC.getPublicExponent(), PUBLIC.getModulus()).toByteArray();
        byte[] wrapped = new byte[BLOCK];
        int length = Math.min(BLOCK, encrypted.length);
        System.arraycopy(encrypted, encrypted.length - length, wrapped, BLOCK - length, length);
        return wrapped;
    }
}
