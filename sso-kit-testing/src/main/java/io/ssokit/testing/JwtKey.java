package io.ssokit.testing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.LinkedHashMap;
import java.util.Map;

/** A key for exactly one algorithm, under the name it has in the key set. */
record JwtKey(String id, Algorithm algorithm, PrivateKey privateKey, PublicKey publicKey) {

    /** A new key on the algorithm's curve; takes no time worth mentioning. */
    static JwtKey onCurve(Algorithm algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(algorithm.curve()));
            KeyPair pair = generator.generateKeyPair();
            return new JwtKey(Random.token(8), algorithm, pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks " + algorithm.curve(), e);
        }
    }

    /** An RSA key serves six algorithms, under six names: a JSON Web Key has one {@code alg} (RFC 7517 §4.4). */
    static JwtKey of(SigningKey rsa, Algorithm algorithm) {
        String id = algorithm == Algorithm.RS256 ? rsa.id() : rsa.id() + "-" + algorithm;
        return new JwtKey(id, algorithm, rsa.privateKey(), rsa.publicKey());
    }

    byte[] sign(byte[] data) {
        return algorithm.sign(data, privateKey);
    }

    /** The public half as a JSON Web Key. */
    Map<String, Object> jwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        jwk.put("kty", algorithm.isEllipticCurve() ? "EC" : "RSA");
        jwk.put("use", "sig");
        jwk.put("alg", algorithm.name());
        jwk.put("kid", id);
        if (publicKey instanceof ECPublicKey point) {
            jwk.put("crv", algorithm.crv());
            jwk.put("x", coordinate(point.getW().getAffineX()));
            jwk.put("y", coordinate(point.getW().getAffineY()));
        } else {
            RSAPublicKey rsa = (RSAPublicKey) publicKey;
            jwk.put("n", Jwt.number(rsa.getModulus()));
            jwk.put("e", Jwt.number(rsa.getPublicExponent()));
        }
        return jwk;
    }

    /** RFC 7518 §6.2.1.2: as long as the curve's field, with leading zeros. */
    private String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[algorithm.coordinateBytes()];
        int length = Math.min(bytes.length, padded.length);
        System.arraycopy(bytes, bytes.length - length, padded, padded.length - length, length);
        return Jwt.base64(padded);
    }
}
