package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** FIPS 186-5 §6.4.2: both halves between 1 and n-1. */
@Tag("S-11")
class EcdsaRangeTest {
    private static final ECPublicKey KEY = (ECPublicKey) TestKeys.IDP_EC.getPublic();
    private static final BigInteger N = KEY.getParams().getOrder();
    private static final BigInteger LAST = N.subtract(BigInteger.ONE);

    @Test
    void holds_bothAtTheirBounds() {
        assertThat(holds(BigInteger.ONE, LAST)).isTrue();
        assertThat(holds(LAST, BigInteger.ONE)).isTrue();
    }

    @Test
    void holds_eitherOutside_false() {
        for (BigInteger outside : new BigInteger[] {BigInteger.ZERO, N, N.add(BigInteger.ONE)}) {
            assertThat(holds(outside, BigInteger.ONE)).isFalse();
            assertThat(holds(BigInteger.ONE, outside)).isFalse();
        }
    }

    @Test
    void holds_otherLength_false() {
        byte[] good = signature(BigInteger.ONE, BigInteger.ONE);
        assertThat(EcdsaRange.holds(KEY, Arrays.copyOf(good, good.length - 1))).isFalse();
        assertThat(EcdsaRange.holds(KEY, Arrays.copyOf(good, good.length + 1))).isFalse();
        assertThat(EcdsaRange.holds(KEY, new byte[0])).isFalse();
    }

    private static boolean holds(BigInteger r, BigInteger s) {
        return EcdsaRange.holds(KEY, signature(r, s));
    }

    private static byte[] signature(BigInteger r, BigInteger s) {
        byte[] both = new byte[64];
        put(r, both, 32);
        put(s, both, 64);
        return both;
    }

    private static void put(BigInteger number, byte[] into, int end) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, into, end - length, length);
    }
}
