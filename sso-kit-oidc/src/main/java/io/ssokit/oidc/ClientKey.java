package io.ssokit.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.ssokit.connection.Secret;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * Our own private key at a provider, for {@code private_key_jwt}: RSA from 2048 bits, or a curve P-256, P-384 or P-521.
 * Immutable, thread-safe; says nothing of its private half.
 */
final class ClientKey {
    private static final int MIN_RSA_BITS = 2048;

    private final JWK key;
    private final List<JWSAlgorithm> algorithms;
    private final JWSSigner signer;

    private ClientKey(JWK key, List<JWSAlgorithm> algorithms, JWSSigner signer) {
        this.key = key;
        this.algorithms = algorithms;
        this.signer = signer;
    }

    /**
     * Reads a key: PKCS #8 in PEM, or one private JWK (RFC 7517). The JWK's {@code alg} is the only algorithm it signs by.
     *
     * @param name what the provider calls the key; the JWK's {@code kid} if empty, or else its thumbprint (RFC 7638)
     * @throws IllegalArgumentException if it is no such key; the message does not repeat the text
     */
    static ClientKey parse(Secret text, Optional<String> name) {
        String given = text.reveal().strip();
        try {
            JWK key = given.startsWith("{") ? JWK.parse(given) : PrivateKeyPem.read(given);
            if (!key.isPrivate()) {
                throw new IllegalArgumentException("is not a private key");
            }
            JWK named = named(key, name);
            return named instanceof RSAKey rsa ? ofRsa(rsa) : ofCurve(named);
        } catch (ParseException | JOSEException noKey) {
            throw new IllegalArgumentException("is neither PKCS #8 in PEM nor a JWK");
        }
    }

    /** The key's name for the provider. */
    String keyId() {
        return key.getKeyID();
    }

    /**
     * What to sign with: the first that the provider takes of RS256 and PS256, or the curve's only one.
     *
     * @param announced {@code token_endpoint_auth_signing_alg_values_supported}, empty if the provider does not say
     */
    JWSAlgorithm algorithm(List<String> announced) {
        return algorithms.stream()
                .filter(algorithm -> announced.contains(algorithm.getName()))
                .findFirst()
                .orElse(algorithms.get(0));
    }

    /** Signs by any of the key's algorithms. */
    JWSSigner signer() {
        return signer;
    }

    /** The public half as a key set (RFC 7517 §5), for the provider to fetch. */
    byte[] publicKeySet() {
        JWK shown = key instanceof RSAKey rsa
                ? new RSAKey.Builder(rsa.toPublicJWK()).keyUse(KeyUse.SIGNATURE).build()
                : new ECKey.Builder(key.toECKey().toPublicJWK())
                        .keyUse(KeyUse.SIGNATURE)
                        .build();
        return new JWKSet(shown).toString(true).getBytes(StandardCharsets.UTF_8);
    }

    private static ClientKey ofRsa(RSAKey key) throws JOSEException {
        if (key.size() < MIN_RSA_BITS) {
            throw new IllegalArgumentException("is an RSA key of less than " + MIN_RSA_BITS + " bits");
        }
        return new ClientKey(key, only(key, List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)), new RSASSASigner(key));
    }

    private static ClientKey ofCurve(JWK key) throws JOSEException {
        if (!(key instanceof ECKey curve)) {
            throw new IllegalArgumentException("is neither an RSA key nor one of a curve P-256, P-384 or P-521");
        }
        ECDSASigner signer = new ECDSASigner(curve);
        return new ClientKey(key, only(key, List.copyOf(signer.supportedJWSAlgorithms())), signer);
    }

    private static List<JWSAlgorithm> only(JWK key, List<JWSAlgorithm> possible) {
        if (key.getAlgorithm() == null) {
            return possible;
        }
        List<JWSAlgorithm> named =
                possible.stream().filter(key.getAlgorithm()::equals).toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException("is a key for " + key.getAlgorithm() + ", not for " + possible);
        }
        return named;
    }

    private static JWK named(JWK key, Optional<String> name) throws JOSEException {
        String kid = name.isPresent()
                ? name.get()
                : key.getKeyID() == null ? key.computeThumbprint().toString() : key.getKeyID();
        return key instanceof RSAKey rsa
                ? new RSAKey.Builder(rsa).keyID(kid).build()
                : key instanceof ECKey curve
                        ? new ECKey.Builder(curve).keyID(kid).build()
                        : key;
    }

    @Override
    public String toString() {
        return "ClientKey[" + key.getKeyID() + "]";
    }
}
