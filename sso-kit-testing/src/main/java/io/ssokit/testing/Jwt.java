package io.ssokit.testing;

import io.ssokit.testing.OidcScript.Place;
import io.ssokit.testing.OidcScript.Signing;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens in compact form (RFC 7515 §7.1), correct and otherwise. */
final class Jwt {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Jwt() {}

    /** Signs claims; the script may replace header parameters, the way of signing, and the key by a stranger's. */
    static String encode(String type, Map<String, ?> claims, OidcKeys keys, OidcScript.Builder script) {
        Signing signing = script.signing;
        JwtKey key = keys.current(signing.algorithm());
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", type);
        header.put("alg", signing.header());
        header.put("kid", signing == Signing.UNKNOWN_KID ? keys.stranger().id() : key.id());
        String signed = part(script.played(Place.HEADER, header)) + "." + part(claims);
        byte[] data = signed.getBytes(StandardCharsets.US_ASCII);
        return signed + "." + base64(signature(data, key, keys, signing));
    }

    /** {@code at_hash}: the left half of the hash that the token's algorithm uses (OpenID Connect Core 3.1.3.6). */
    static String leftHalfHash(String accessToken, Algorithm algorithm) {
        byte[] hash = digest(accessToken, algorithm.hash());
        return base64(Arrays.copyOf(hash, hash.length / 2));
    }

    static String base64(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }

    /** {@code code_challenge} of a verifier (RFC 7636 §4.2, S256). */
    static String challenge(String verifier) {
        return base64(digest(verifier, "SHA-256"));
    }

    /** A big-endian unsigned number as JWK wants it (RFC 7518 §2, Base64urlUInt). */
    static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static byte[] signature(byte[] data, JwtKey key, OidcKeys keys, Signing signing) {
        return switch (signing) {
            case NONE, EMPTY -> new byte[0];
            case BROKEN -> flipped(key.sign(data));
            case STRANGER, UNKNOWN_KID -> keys.stranger().sign(data);
            case HS256_PUBLIC_KEY_DER -> hmac(data, key.publicKey().getEncoded(), "HmacSHA256");
            case HS256_PUBLIC_KEY_PEM -> hmac(data, pem(key).getBytes(StandardCharsets.US_ASCII), "HmacSHA256");
            default -> key.sign(data);
        };
    }

    private static byte[] flipped(byte[] signature) {
        signature[signature.length / 2] ^= 1;
        return signature;
    }

    private static String pem(JwtKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.publicKey().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    /** RFC 7518 §3.2; the JDK's name of the algorithm. */
    static byte[] hmac(byte[] data, byte[] secret, String algorithm) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static byte[] digest(String text, String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    private static String part(Map<String, ?> json) {
        return BASE64URL.encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }
}
