package io.ssokit.attack;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/** Keys and self-signed certificates made once per test run. */
public final class TestKeys {
    /** The identity provider's key. */
    public static final KeyPair IDP = rsa(2048);

    /** A key that no connection trusts. */
    public static final KeyPair STRANGER = rsa(2048);

    /** An elliptic-curve key of the identity provider. */
    public static final KeyPair IDP_EC = ec("secp256r1");

    /** Our own key, for which assertions are encrypted. */
    public static final KeyPair SP = rsa(2048);

    private TestKeys() {}

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate (RFC 5280 §4.1) good for 2020 to 2049: an RSA key signs its own, another key's is signed by IDP. */
    public static X509Certificate certificate(KeyPair key, String commonName) {
        try {
            byte[] sha256WithRsa = hex("300d06092a864886f70d01010b0500");
            byte[] name = der(0x30, der(0x31, der(0x30, hex("0603550403"), der(0x0c, utf8(commonName)))));
            byte[] validity = der(0x30, der(0x17, utf8("200101000000Z")), der(0x17, utf8("491231235959Z")));
            byte[] body = der(
                    0x30,
                    hex("a003020102"),
                    der(0x02, BigInteger.valueOf(4711).toByteArray()),
                    sha256WithRsa,
                    name,
                    validity,
                    name,
                    key.getPublic().getEncoded());
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.getPrivate().getAlgorithm().equals("RSA") ? key.getPrivate() : IDP.getPrivate());
            signature.update(body);
            byte[] certificate = der(0x30, body, sha256WithRsa, der(0x03, new byte[1], signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length > 0xFF) {
            out.writeBytes(new byte[] {(byte) 0x82, (byte) (length >> 8), (byte) length});
        } else if (length > 0x7F) {
            out.writeBytes(new byte[] {(byte) 0x81, (byte) length});
        } else {
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] hex(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
