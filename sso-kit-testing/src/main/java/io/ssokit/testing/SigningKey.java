package io.ssokit.testing;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** An RSA-2048 key, its self-signed certificate and the name it has in a key set. */
record SigningKey(String id, PrivateKey privateKey, RSAPublicKey publicKey, X509Certificate certificate) {
    private static final Duration LIFETIME = Duration.ofDays(3650);

    /** Takes a second, and many on a busy machine, so {@link KeyRing} does it as rarely as it can. */
    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make RSA keys", e);
        }
    }

    /** That key under a new id, in a self-signed certificate valid from yesterday. */
    static SigningKey of(KeyPair pair, String commonName, Instant now) {
        try {
            X509Certificate certificate = certify(commonName, pair, now);
            return new SigningKey(Random.token(8), pair.getPrivate(), (RSAPublicKey) pair.getPublic(), certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make certificates", e);
        }
    }

    /** PKCS#1 v1.5 with SHA-256: RS256 of RFC 7518 §3.3. */
    byte[] sign(byte[] data) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    String signBase64(String octets) {
        return Base64.getEncoder().encodeToString(sign(octets.getBytes(StandardCharsets.US_ASCII)));
    }

    String certificateBase64() {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate cannot be encoded", e);
        }
    }

    private static X509Certificate certify(String commonName, KeyPair pair, Instant now)
            throws GeneralSecurityException {
        // RFC 5280 §4.1; sha256WithRSAEncryption is 1.2.840.113549.1.1.11, commonName is 2.5.4.3
        byte[] algorithm = Der.sequence(Der.oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), Der.nothing());
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(0x55, 0x04, 0x03), Der.utf8(commonName))));
        byte[] toBeSigned = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(1, Random.bytes(8)).setBit(0)),
                algorithm,
                name,
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(LIFETIME))),
                name,
                pair.getPublic().getEncoded());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(toBeSigned);
        byte[] certificate = Der.sequence(toBeSigned, algorithm, Der.bits(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
    }
}
