package io.ssokit.oidc;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys as {@code openssl genpkey} writes them: PKCS #8 (RFC 5958) in PEM (RFC 7468 §10). */
final class PrivateKeyPem {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final byte[] PROBE = {1, 2, 3};

    private PrivateKeyPem() {}

    /**
     * The key with its public half.
     *
     * @throws IllegalArgumentException if it is none of RSA or a usual curve, or lacks the public half
     */
    static JWK read(String text) {
        Matcher pem = PEM.matcher(text);
        if (!pem.find()) {
            throw new IllegalArgumentException("is neither PKCS #8 in PEM nor a JWK");
        }
        byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
        try {
            return rsa(der);
        } catch (GeneralSecurityException notRsa) {
            try {
                return curve(der);
            } catch (GeneralSecurityException neither) {
                throw new IllegalArgumentException("is neither an RSA key nor one of a curve P-256, P-384 or P-521");
            }
        }
    }

    private static JWK rsa(byte[] der) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        if (!(key instanceof RSAPrivateCrtKey crt)) {
            throw new GeneralSecurityException("no public exponent");
        }
        RSAPublicKey half =
                (RSAPublicKey) factory.generatePublic(new RSAPublicKeySpec(crt.getModulus(), crt.getPublicExponent()));
        return new RSAKey.Builder(half).privateKey(crt).build();
    }

    /** RFC 5915: the public point stands at the end, uncompressed; what stands there must fit the private half. */
    private static JWK curve(byte[] der) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("EC");
        ECPrivateKey key = (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        Curve curve = Curve.forECParameterSpec(key.getParams());
        int length = (key.getParams().getCurve().getField().getFieldSize() + 7) / 8;
        int start = der.length - 2 * length;
        if (curve == null || start < 2 || der[start - 1] != 4 || der[start - 2] != 0) {
            throw new IllegalArgumentException(
                    "is an EC key without its public half: give it as openssl genpkey" + " writes it, or as a JWK");
        }
        ECPoint point = new ECPoint(
                new BigInteger(1, Arrays.copyOfRange(der, start, start + length)),
                new BigInteger(1, Arrays.copyOfRange(der, start + length, der.length)));
        ECPublicKey half = (ECPublicKey) factory.generatePublic(new ECPublicKeySpec(point, key.getParams()));
        requirePair(key, half);
        return new ECKey.Builder(curve, half).privateKey(key).build();
    }

    private static void requirePair(ECPrivateKey key, ECPublicKey half) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(half);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new IllegalArgumentException("is an EC key whose public half is not its own");
        }
    }
}
