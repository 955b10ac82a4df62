package io.ssokit.internal.saml;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;

/**
 * FIPS 186-5 §6.4.2 step 1: r and s of an ECDSA signature lie between 1 and n-1. The JDK checks this too, but 17.0.0 to
 * 17.0.2 did not and took zeros for a signature of anything (CVE-2022-21449).
 */
final class EcdsaRange {
    private EcdsaRange() {}

    /** @param signature r and s one after the other, each as long as the order of the curve */
    static boolean holds(ECPublicKey key, byte[] signature) {
        BigInteger order = key.getParams().getOrder();
        int half = (order.bitLength() + 7) / 8;
        return signature.length == 2 * half
                && inRange(Arrays.copyOfRange(signature, 0, half), order)
                && inRange(Arrays.copyOfRange(signature, half, 2 * half), order);
    }

    private static boolean inRange(byte[] magnitude, BigInteger order) {
        BigInteger value = new BigInteger(1, magnitude);
        return value.signum() > 0 && value.compareTo(order) < 0;
    }
}
