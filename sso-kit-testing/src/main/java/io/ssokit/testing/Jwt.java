package io.ssokit.testing;

import io.ssokit.testing.OidcScript.Signing;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens in compact form (RFC 7515 §7.1), correct and otherwise. */
final class Jwt {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private Jwt() {}

    /** Signs claims; the script may replace header parameters, the way of signing, and the key by a stranger's. */
    static String encode(
            Map<String, ?> claims, SigningKey key, Supplier<SigningKey> stranger, OidcScript.Builder script) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("typ", "JWT");
        header.put("alg", algorithm(script.signing));
        header.put("kid", script.signing == Signing.UNKNOWN_KID ? stranger.get().id() : key.id());
        String signed = part(OidcScript.overlay(header, script.header)) + "." + part(claims);
        byte[] data = signed.getBytes(StandardCharsets.US_ASCII);
        return signed + "." + BASE64URL.encodeToString(signature(data, key, stranger, script.signing));
    }

    /** {@code at_hash}: the left half of the hash, for RS256 SHA-256 (OpenID Connect Core 3.1.3.6). */
    static String leftHalfHash(String accessToken) {
        return BASE64URL.encodeToString(Arrays.copyOf(sha256(accessToken), 16));
    }

    /** {@code code_challenge} of a verifier (RFC 7636 §4.2, S256). */
    static String challenge(String verifier) {
        return BASE64URL.encodeToString(sha256(verifier));
    }

    /** A big-endian unsigned number as JWK wants it (RFC 7518 §2, Base64urlUInt). */
    static String number(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    private static String algorithm(Signing signing) {
        return switch (signing) {
            case NONE -> "none";
            case HS256_PUBLIC_KEY_DER, HS256_PUBLIC_KEY_PEM -> "HS256";
            case RS256, EMPTY, BROKEN, STRANGER, UNKNOWN_KID -> "RS256";
        };
    }

    private static byte[] signature(byte[] data, SigningKey key, Supplier<SigningKey> stranger, Signing signing) {
        return switch (signing) {
            case RS256 -> key.sign(data);
            case NONE, EMPTY -> new byte[0];
            case BROKEN -> flipped(key.sign(data));
            case STRANGER, UNKNOWN_KID -> stranger.get().sign(data);
            case HS256_PUBLIC_KEY_DER -> hmac(data, key.publicKey().getEncoded());
            case HS256_PUBLIC_KEY_PEM -> hmac(data, pem(key).getBytes(StandardCharsets.US_ASCII));
        };
    }

    private static byte[] flipped(byte[] signature) {
        signature[signature.length / 2] ^= 1;
        return signature;
    }

    private static String pem(SigningKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(key.publicKey().getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    private static byte[] hmac(byte[] data, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String part(Map<String, ?> json) {
        return BASE64URL.encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
    }
}
