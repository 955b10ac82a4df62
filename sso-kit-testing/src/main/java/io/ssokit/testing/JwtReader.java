package io.ssokit.testing;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON Web Token that somebody sent us, taken apart; nothing in it counts before its signature has been asked for. */
record JwtReader(Map<String, Object> header, Map<String, Object> claims, byte[] signed, byte[] signature) {

    /** Throws {@link BadRequest} when this is no compact JWS with a JSON object in it. */
    static JwtReader parse(String compact) {
        String[] parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            throw new BadRequest("a signed JWT has three parts, not " + parts.length);
        }
        try {
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            return new JwtReader(object(parts[0]), object(parts[1]), signed, bytes(parts[2]));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("not a JWT: " + e.getMessage());
        }
    }

    /** A key of the set verifies the signature: the one of the same {@code kid} where there is one, for its own algorithm. */
    boolean verifiesWith(String jwks) {
        return keys(jwks).stream()
                .filter(key -> header.get("kid") == null
                        || key.get("kid") == null
                        || header.get("kid").equals(key.get("kid")))
                .anyMatch(this::verifies);
    }

    /** HS256, HS384 or HS512 with this secret. */
    boolean verifiesWithSecret(String secret) {
        String alg = String.valueOf(header.get("alg"));
        if (!List.of("HS256", "HS384", "HS512").contains(alg)) {
            return false;
        }
        byte[] right = Jwt.hmac(signed, secret.getBytes(StandardCharsets.UTF_8), "HmacSHA" + alg.substring(2));
        return MessageDigest.isEqual(right, signature);
    }

    /** A claim's text; empty where it is missing or something else. */
    String text(String claim) {
        return claims.get(claim) instanceof String text ? text : "";
    }

    Optional<Long> seconds(String claim) {
        return claims.get(claim) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** {@code aud} as a list (RFC 7519 §4.1.3: one text or several). */
    List<String> audience() {
        Object aud = claims.get("aud");
        return aud instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of(String.valueOf(aud));
    }

    private boolean verifies(Map<?, ?> jwk) {
        Optional<Algorithm> algorithm = Arrays.stream(Algorithm.values())
                .filter(known -> known.name().equals(header.get("alg")))
                .filter(known -> jwk.get("alg") == null || known.name().equals(jwk.get("alg")))
                .findFirst();
        return algorithm
                .flatMap(known -> publicKey(jwk, known).map(key -> known.verifies(signed, signature, key)))
                .orElse(false);
    }

    /** The members of a JSON Web Key Set, or the one JSON Web Key itself. */
    private static List<Map<?, ?>> keys(String jwks) {
        Map<String, Object> document = Json.readObject(jwks);
        if (document.get("keys") instanceof List<?> list) {
            return list.stream().<Map<?, ?>>map(key -> (Map<?, ?>) key).toList();
        }
        return List.of(document);
    }

    private static Optional<PublicKey> publicKey(Map<?, ?> jwk, Algorithm algorithm) {
        try {
            if (!algorithm.isEllipticCurve()) {
                return "RSA".equals(jwk.get("kty"))
                        ? Optional.of(KeyFactory.getInstance("RSA")
                                .generatePublic(new RSAPublicKeySpec(number(jwk.get("n")), number(jwk.get("e")))))
                        : Optional.empty();
            }
            if (!algorithm.crv().equals(jwk.get("crv"))) {
                return Optional.empty();
            }
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(algorithm.curve()));
            ECPoint point = new ECPoint(number(jwk.get("x")), number(jwk.get("y")));
            return Optional.of(KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class))));
        } catch (GeneralSecurityException e) {
            throw new BadRequest("not a key: " + e.getMessage());
        }
    }

    private static BigInteger number(@Nullable Object base64) {
        return new BigInteger(1, bytes(String.valueOf(base64)));
    }

    private static byte[] bytes(String base64) {
        return Base64.getUrlDecoder().decode(base64);
    }

    private static Map<String, Object> object(String part) {
        return Json.readObject(new String(bytes(part), StandardCharsets.UTF_8));
    }
}
