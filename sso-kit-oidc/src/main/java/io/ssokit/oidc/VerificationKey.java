package io.ssokit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One public key of a provider that signs, strong enough to be believed. Immutable. */
final class VerificationKey {
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;
    private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384, Curve.P_521);
    private static final List<String> READ =
            List.of("kty", "kid", "use", "alg", "key_ops", "n", "e", "crv", "x", "y", "d");

    private final JWK key;
    private final JWSVerifier verifier;

    private VerificationKey(JWK key, JWSVerifier verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /** A member of a key set (RFC 7517 §4); empty if it is for something else, is weak, or is no key at all. */
    static Optional<VerificationKey> of(Map<?, ?> member) {
        // Only what is needed is read: certificate chains and links of a key have no part in trust.
        Map<String, Object> plain = new LinkedHashMap<>();
        READ.forEach(name -> put(plain, name, member.get(name)));
        try {
            JWK key = JWK.parse(plain);
            return signs(key) ? Optional.of(new VerificationKey(key, verifier(key))) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException notAKeyForUs) {
            return Optional.empty();
        }
    }

    /** Whether this key goes by that name. */
    boolean isNamed(String keyId) {
        return keyId.equals(key.getKeyID());
    }

    /** Whether the key is of the algorithm's kind and not reserved for another one (RFC 8725 §3.1). */
    boolean fits(JWSAlgorithm algorithm) {
        boolean unreserved = key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
        return unreserved && verifier.supportedJWSAlgorithms().contains(algorithm);
    }

    /** Whether this key made the signature. */
    boolean verifies(CompactJws token) {
        try {
            return verifier.verify(token.nimbusHeader(), token.signed(), token.nimbusSignature());
        } catch (JOSEException notByThisKey) {
            return false;
        }
    }

    private static boolean signs(JWK key) {
        boolean use = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean operations = key.getKeyOperations() == null
                || key.getKeyOperations().isEmpty()
                || key.getKeyOperations().contains(KeyOperation.VERIFY);
        // A private key in public is anybody's key.
        return use && operations && !key.isPrivate() && isStrong(key);
    }

    private static boolean isStrong(JWK key) {
        if (key instanceof RSAKey rsa) {
            BigInteger exponent = rsa.getPublicExponent().decodeToBigInteger();
            boolean usual = exponent.testBit(0) && exponent.bitLength() > 1 && exponent.bitLength() <= 64;
            return usual && rsa.size() >= MIN_RSA_BITS && rsa.size() <= MAX_RSA_BITS;
        }
        return key instanceof ECKey curve && CURVES.contains(curve.getCurve());
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa ? new RSASSAVerifier(rsa.toRSAPublicKey()) : new ECDSAVerifier(key.toECKey());
    }

    private static void put(Map<String, Object> plain, String name, @Nullable Object value) {
        if (value != null) {
            plain.put(name, value);
        }
    }
}
