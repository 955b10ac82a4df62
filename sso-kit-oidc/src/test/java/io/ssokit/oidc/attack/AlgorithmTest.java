package io.ssokit.oidc.attack;

import io.ssokit.error.LoginError;
import io.ssokit.oidc.TestKey;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcScript.Signing;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-01: the algorithm comes from the connection, never from the token (CVE-2015-9235 class, RFC 8725 §3.1). */
@Tag("O-01")
class AlgorithmTest {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    @Test
    void finish_unsignedOrSignedWithPublicText_refused() {
        try (Attacks attacks = new Attacks("O-01")) {
            attacks.honest();
            unsigned(attacks);
            sharedSecrets(attacks);
            badSignatures(attacks);
            otherShapes(attacks);
        }
    }

    private static void unsigned(Attacks attacks) {
        for (Object alg : Arrays.asList(
                "none", "None", "NONE", "nOnE", "none ", " none", "none\u0000", "", 0, true, List.of("none"))) {
            for (Signing signing : List.of(Signing.NONE, Signing.RS256)) {
                attacks.token(
                        "alg " + alg + " with " + signing,
                        nonce -> token(attacks, nonce, s -> s.signing(signing).header("alg", alg)),
                        LoginError.SIGNATURE);
            }
        }
        attacks.token("no alg", nonce -> token(attacks, nonce, s -> s.header("alg", null)), LoginError.SIGNATURE);
        for (String alg : List.of("rs256", "RS256 ", "RS1", "PS256", "ES256", "EdDSA", "RSA-OAEP", "dir", "HS256")) {
            attacks.token(
                    "alg " + alg + " over an RS256 signature",
                    nonce -> token(attacks, nonce, s -> s.header("alg", alg)),
                    LoginError.SIGNATURE);
        }
    }

    private static void sharedSecrets(Attacks attacks) {
        String jwks = attacks.idp.oidc().jwks();
        String jwk = jwks.substring(jwks.indexOf('[') + 1, jwks.lastIndexOf(']'));
        String modulus = jwk.replaceAll(".*\"n\":\"([^\"]+)\".*", "$1");
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("key set", jwks.getBytes(StandardCharsets.UTF_8));
        secrets.put("JWK", jwk.getBytes(StandardCharsets.UTF_8));
        secrets.put("modulus text", modulus.getBytes(StandardCharsets.UTF_8));
        secrets.put("modulus octets", Base64.getUrlDecoder().decode(modulus));
        secrets.put("client secret", "s e:c%ret".getBytes(StandardCharsets.UTF_8));
        secrets.put("client id", "app".getBytes(StandardCharsets.UTF_8));
        for (String bits : List.of("256", "384", "512")) {
            secrets.forEach((name, secret) -> attacks.token(
                    "HS" + bits + " with " + name, nonce -> hmac(attacks, nonce, bits, secret), LoginError.SIGNATURE));
        }
        for (Signing signing : List.of(Signing.HS256_PUBLIC_KEY_DER, Signing.HS256_PUBLIC_KEY_PEM)) {
            attacks.provider(signing.name(), s -> s.signing(signing), LoginError.SIGNATURE);
            attacks.provider(
                    signing + " under alg RS256", s -> s.signing(signing).header("alg", "RS256"), LoginError.SIGNATURE);
            attacks.provider(
                    signing + " although announced",
                    s -> s.signing(signing)
                            .discovery("id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none")),
                    LoginError.SIGNATURE);
        }
    }

    private static void badSignatures(Attacks attacks) {
        for (Signing signing : List.of(Signing.EMPTY, Signing.BROKEN, Signing.STRANGER, Signing.UNKNOWN_KID)) {
            attacks.provider(signing.name(), s -> s.signing(signing), LoginError.SIGNATURE);
            attacks.provider(
                    signing + " without kid", s -> s.signing(signing).header("kid", null), LoginError.SIGNATURE);
        }
        attacks.token(
                "other payload, same signature",
                nonce -> {
                    String[] parts = token(attacks, nonce, s -> {}).split("\\.");
                    return parts[0] + "." + TestKey.part(Map.of("sub", "admin", "nonce", nonce)) + "." + parts[2];
                },
                LoginError.SIGNATURE);
        attacks.token(
                "other header, same signature",
                nonce -> {
                    String[] parts = token(attacks, nonce, s -> {}).split("\\.");
                    return TestKey.part(Map.of("alg", "RS256", "x", 1)) + "." + parts[1] + "." + parts[2];
                },
                LoginError.SIGNATURE);
        attacks.token(
                "signature in another spelling of base64url",
                nonce -> token(attacks, nonce, s -> {}) + "=",
                LoginError.MALFORMED);
    }

    private static void otherShapes(Attacks attacks) {
        for (String suffix : List.of(".", "..", ".e30", ".e30.e30", ".".repeat(100_000), "\n", " ")) {
            attacks.token(
                    "token and " + suffix.substring(0, Math.min(3, suffix.length())),
                    nonce -> token(attacks, nonce, s -> {}) + suffix,
                    LoginError.MALFORMED);
        }
        for (String whole : List.of("", ".", "..", "...", "e30.e30.", "a.b.c", "{}", "eyJhbGciOiJub25lIn0.e30.")) {
            attacks.token("'" + whole + "'", nonce -> whole, LoginError.MALFORMED, LoginError.SIGNATURE);
        }
        attacks.token(
                "256 KiB",
                nonce -> "a".repeat(256 * 1024) + "." + token(attacks, nonce, s -> {}),
                LoginError.TOO_LARGE);
        attacks.token(
                "alg twice",
                nonce -> {
                    String[] parts = token(attacks, nonce, s -> {}).split("\\.");
                    String header = "{\"alg\":\"none\",\"alg\":\"RS256\"}";
                    return BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + parts[1] + "."
                            + parts[2];
                },
                LoginError.MALFORMED);
        for (String type : List.of("at+jwt", "logout+jwt", "JOSE", "application/at+jwt")) {
            attacks.token(
                    "typ " + type, nonce -> token(attacks, nonce, s -> s.header("typ", type)), LoginError.UNSUPPORTED);
        }
        for (Map.Entry<String, Object> extension : Map.of("crit", (Object) List.of("exp"), "b64", false, "zip", "DEF")
                .entrySet()) {
            attacks.token(
                    extension.getKey(),
                    nonce -> token(attacks, nonce, s -> s.header(extension.getKey(), extension.getValue())),
                    LoginError.UNSUPPORTED);
        }
    }

    private static String token(Attacks attacks, String nonce, Consumer<OidcScript.Builder> departure) {
        return attacks.idp.oidc().idToken(attacks.idp.persona("alice"), "app", nonce, OidcScript.of(departure));
    }

    private static String hmac(Attacks attacks, String nonce, String bits, byte[] secret) {
        String payload = token(attacks, nonce, s -> {}).split("\\.")[1];
        String signed = TestKey.part(Map.of("alg", "HS" + bits, "typ", "JWT")) + "." + payload;
        try {
            Mac mac = Mac.getInstance("HmacSHA" + bits);
            mac.init(new SecretKeySpec(secret, "HMAC"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
