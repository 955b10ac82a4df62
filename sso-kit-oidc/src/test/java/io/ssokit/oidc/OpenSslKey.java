package io.ssokit.oidc;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;

/** Keys on a curve in PKCS #8 as {@code openssl genpkey} writes them: the public point stands in them (RFC 5915 §3). */
final class OpenSslKey {
    private OpenSslKey() {}

    /** With its public half. */
    static byte[] curve(String name) {
        KeyPair pair = pair(name);
        return encoded(pair, pair);
    }

    /** Without its public half. */
    static byte[] curveAlone(String name) {
        return encoded(pair(name), null);
    }

    /** With the public half of another key. */
    static byte[] curveOfTwo(String name) {
        return encoded(pair(name), pair(name));
    }

    private static KeyPair pair(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static byte[] encoded(KeyPair pair, KeyPair shown) {
        byte[] identifier = algorithm(pair.getPublic().getEncoded());
        ECPrivateKey key = (ECPrivateKey) pair.getPrivate();
        int length = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        byte[] half = shown == null ? new byte[0] : der(0xa1, der(3, new byte[] {0}, point(shown, length)));
        byte[] inner = der(0x30, der(2, new byte[] {1}), der(4, fixed(key.getS(), length)), half);
        return der(0x30, der(2, new byte[] {0}), identifier, der(4, inner));
    }

    private static byte[] point(KeyPair pair, int length) {
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        return joined(
                new byte[] {4},
                fixed(key.getW().getAffineX(), length),
                fixed(key.getW().getAffineY(), length));
    }

    /** The first member of SubjectPublicKeyInfo. */
    private static byte[] algorithm(byte[] spki) {
        int start = (spki[1] & 0x80) == 0 ? 2 : 2 + (spki[1] & 0x7f);
        return Arrays.copyOfRange(spki, start, start + 2 + spki[start + 1]);
    }

    private static byte[] fixed(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[length];
        int taken = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - taken, fixed, length - taken, taken);
        return fixed;
    }

    private static byte[] der(int tag, byte[]... parts) {
        byte[] content = joined(parts);
        byte[] head = content.length < 128
                ? new byte[] {(byte) tag, (byte) content.length}
                : content.length < 256
                        ? new byte[] {(byte) tag, (byte) 0x81, (byte) content.length}
                        : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return joined(head, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
