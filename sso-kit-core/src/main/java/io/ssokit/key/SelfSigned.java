package io.ssokit.key;

import io.ssokit.internal.RandomToken;
import io.ssokit.key.SamlKey.Use;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Makes keys and the certificates that carry them. Identity providers pin the certificate itself, so it is self-signed and
 * no authority's; the JDK has no public way to make one.
 */
final class SelfSigned {
    /** What the identity providers have themselves; made while somebody waits, and 3072 bits take five times as long. */
    private static final int BITS = 2048;

    private static final int YEARS = 10;

    /** An identity provider whose clock is behind takes it all the same. */
    private static final Duration EARLIER = Duration.ofHours(1);

    /** RFC 5280, upper bound ub-common-name. */
    private static final int MAX_NAME = 64;

    private SelfSigned() {}

    static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    /** RFC 5280 4.1: version 3, for ten years. */
    static X509Certificate certificate(KeyPair pair, Use use, String host, Instant now) {
        try {
            byte[] body = body(pair, use, host, now);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(body);
            byte[] der = Der.sequence(body, algorithm(), Der.bits(signature.sign(), 0));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }

    private static byte[] body(KeyPair pair, Use use, String host, Instant now) throws GeneralSecurityException {
        byte[] name = name(host);
        Instant from = now.minus(EARLIER).truncatedTo(ChronoUnit.SECONDS);
        Instant to = from.atOffset(ZoneOffset.UTC).plusYears(YEARS).toInstant();
        byte[] spki = pair.getPublic().getEncoded();
        return Der.sequence(
                Der.tagged(0, Der.integer(BigInteger.TWO)),
                Der.integer(serial()),
                algorithm(),
                name,
                Der.sequence(Der.time(from), Der.time(to)),
                name,
                spki,
                Der.tagged(3, extensions(use, spki)));
    }

    /** RFC 5280 4.1.2.2: positive and at most 20 octets. */
    private static BigInteger serial() {
        return new BigInteger(1, RandomToken.bytes(16)).setBit(127);
    }

    /** sha256WithRSAEncryption (RFC 4055). */
    private static byte[] algorithm() {
        return Der.sequence(Der.oid("1.2.840.113549.1.1.11"), Der.nothing());
    }

    private static byte[] name(String host) {
        String text = host.length() > MAX_NAME ? host.substring(0, MAX_NAME) : host;
        return Der.sequence(Der.setOf(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(text))));
    }

    /** RFC 5280 4.2.1.9, 4.2.1.3 and 4.2.1.2: no authority, one use, and a name for the key. */
    private static byte[] extensions(Use use, byte[] spki) throws GeneralSecurityException {
        byte[] keyUsage = use == Use.SIGNING
                ? Der.bits(new byte[] {(byte) 0x80}, 7) // digitalSignature
                : Der.bits(new byte[] {(byte) 0x20}, 5); // keyEncipherment
        // RFC 7093 section 2, method 4: a hash of the whole SubjectPublicKeyInfo.
        byte[] keyId = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(spki), 20);
        return Der.sequence(
                Der.sequence(Der.oid("2.5.29.19"), Der.yes(), Der.octets(Der.sequence())),
                Der.sequence(Der.oid("2.5.29.15"), Der.yes(), Der.octets(keyUsage)),
                Der.sequence(Der.oid("2.5.29.14"), Der.octets(Der.octets(keyId))));
    }
}
