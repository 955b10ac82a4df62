package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedTest {
    private final Sealed sealed = Sealed.with(new byte[32]);

    @Test
    void open_whatWasSealed_theText() {
        assertThat(sealed.open(sealed.seal("påsk ☃", "a"), "a")).contains("påsk ☃");
        assertThat(sealed.seal("x", "a")).isNotEqualTo(sealed.seal("x", "a"));
    }

    @Test
    void open_otherContextOrKey_nothing() {
        String cookie = sealed.seal("x", "a");
        assertThat(sealed.open(cookie, "b")).isEmpty();
        assertThat(Sealed.with(RandomToken.bytes(32)).open(cookie, "a")).isEmpty();
    }

    @Test
    void open_everyBitFlippedAndEveryLength_nothing() {
        byte[] bytes = Base64Url.decode(sealed.seal("text", "a")).orElseThrow();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(sealed.open(Base64Url.encode(flipped), "a")).isEmpty();
        }
        for (int length = 0; length < bytes.length; length++) {
            assertThat(sealed.open(Base64Url.encode(Arrays.copyOf(bytes, length)), "a"))
                    .isEmpty();
        }
    }

    @Test
    void open_sealedByAPreviousKey_opensAndIsNotCurrent() {
        byte[] next = RandomToken.bytes(32);
        Sealed turning = Sealed.with(next, List.of(RandomToken.bytes(32), new byte[32]));
        String old = sealed.seal("x", "a");
        assertThat(turning.open(old, "a")).contains("x");
        assertThat(turning.open(old, "b")).isEmpty();
        assertThat(turning.isCurrent(old, "a")).isFalse();
        String anew = turning.seal("x", "a");
        assertThat(turning.isCurrent(anew, "a")).isTrue();
        assertThat(sealed.open(anew, "a")).isEmpty();
        assertThat(Sealed.with(next).open(anew, "a")).contains("x");
    }

    @Test
    void with_shortKey_refused() {
        assertThatThrownBy(() -> Sealed.with(new byte[32], List.of(new byte[16])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sealed.with(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hmac.with(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decode_otherSpellingsOfOneValue_refused() {
        byte[] value = HexFormat.of().parseHex("00ff10".repeat(10) + "abcd");
        String text = Base64Url.encode(value);
        assertThat(Base64Url.decode(text))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(value));
        char last = text.charAt(text.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int accepted = 0;
        for (char other : alphabet.toCharArray()) {
            String spelling = text.substring(0, text.length() - 1) + other;
            boolean same = Base64Url.decode(spelling)
                    .filter(bytes -> Arrays.equals(bytes, value))
                    .isPresent();
            accepted += same ? 1 : 0;
        }
        assertThat(accepted)
                .as("spellings ending in another letter than " + last)
                .isEqualTo(1);
        assertThat(Base64Url.decode(text + "=")).isEmpty();
        assertThat(Base64Url.decode(text + "\n")).isEmpty();
    }

    /** RFC 4231 §4.7: the test case whose key is long enough for us. */
    @Test
    void sign_rfc4231Case6_theKnownCode() {
        byte[] key = new byte[131];
        Arrays.fill(key, (byte) 0xaa);
        byte[] message = "Test Using Larger Than Block-Size Key - Hash Key First".getBytes(StandardCharsets.US_ASCII);
        assertThat(HexFormat.of().formatHex(Hmac.with(key).sign(message)))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }
}
