package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Lengths and padding at their bounds (XML Encryption 1.1 §5.2). */
class ContentCipherTest {
    private static final byte[] KEY = new byte[16];

    @Test
    void decrypt_everyAmountOfPadding_takenOff() throws Exception {
        for (int added = 1; added <= 16; added++) {
            byte[] block = new byte[32];
            Arrays.fill(block, (byte) 'x');
            block[31] = (byte) added;
            assertThat(ContentCipher.AES128_CBC.decrypt(KEY, cbc(block)))
                    .hasSize(32 - added)
                    .containsOnly('x');
        }
        for (int wrong : new int[] {0, 17, 32, 0x80, 0xff}) {
            byte[] block = new byte[32];
            block[31] = (byte) wrong;
            assertThat(ContentCipher.AES128_CBC.decrypt(KEY, cbc(block)))
                    .as("%d", wrong)
                    .isNull();
        }
    }

    @Test
    void decrypt_cbcOfOtherLengths_null() throws Exception {
        byte[] whole = cbc(new byte[] {'a', 'b', 'c', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13});
        assertThat(ContentCipher.AES128_CBC.decrypt(KEY, whole))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("abc");
        for (int length : new int[] {0, 1, 15, 16, 17, 31}) {
            assertThat(ContentCipher.AES128_CBC.decrypt(KEY, Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isNull();
        }
        assertThat(ContentCipher.AES128_CBC.decrypt(new byte[5], whole))
                .as("a key of another length")
                .isNull();
    }

    @Test
    void decrypt_gcm_wholeOrNull() throws Exception {
        byte[] whole = encrypted("AES/GCM/NoPadding", new GCMParameterSpec(128, new byte[12]), 12, new byte[] {'x'});
        assertThat(whole).hasSize(12 + 1 + 16);
        assertThat(ContentCipher.AES128_GCM.decrypt(KEY, whole)).containsExactly('x');
        for (int length : new int[] {0, 11, 12, 27, 28}) {
            assertThat(ContentCipher.AES128_GCM.decrypt(KEY, Arrays.copyOf(whole, length)))
                    .as("%d", length)
                    .isNull();
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            assertThat(ContentCipher.AES128_GCM.decrypt(KEY, flipped))
                    .as("%d", at)
                    .isNull();
        }
        byte[] nothing = encrypted("AES/GCM/NoPadding", new GCMParameterSpec(128, new byte[12]), 12, new byte[0]);
        assertThat(ContentCipher.AES128_GCM.decrypt(KEY, nothing))
                .as("nothing at all is no element")
                .isNull();
    }

    private static byte[] cbc(byte[] padded) throws GeneralSecurityException {
        return encrypted("AES/CBC/NoPadding", new IvParameterSpec(new byte[16]), 16, padded);
    }

    private static byte[] encrypted(String name, AlgorithmParameterSpec parameters, int ivBytes, byte[] octets)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(name);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), parameters);
        byte[] encrypted = cipher.doFinal(octets);
        byte[] all = new byte[ivBytes + encrypted.length];
        System.arraycopy(encrypted, 0, all, ivBytes, encrypted.length);
        return all;
    }
}
