package io.ssokit.internal.saml;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The signature algorithms we accept, and the only keys they go with (RFC 9231 §2.3). Not among them, on purpose: HMAC,
 * whose key would be public; DSA; everything on MD5. SHA-1 is there for connections that let it pass by name.
 */
enum SignatureAlgorithm {
    RSA_SHA1("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "SHA1withRSA", null),
    RSA_SHA256(Uris.MORE + "rsa-sha256", "SHA256withRSA", null),
    RSA_SHA384(Uris.MORE + "rsa-sha384", "SHA384withRSA", null),
    RSA_SHA512(Uris.MORE + "rsa-sha512", "SHA512withRSA", null),
    ECDSA_SHA256(Uris.MORE + "ecdsa-sha256", "SHA256withECDSAinP1363Format", null),
    ECDSA_SHA384(Uris.MORE + "ecdsa-sha384", "SHA384withECDSAinP1363Format", null),
    ECDSA_SHA512(Uris.MORE + "ecdsa-sha512", "SHA512withECDSAinP1363Format", null),
    RSA_PSS_SHA256(Uris.MORE_2007 + "sha256-rsa-MGF1", "RSASSA-PSS", pss("SHA-256", MGF1ParameterSpec.SHA256, 32)),
    RSA_PSS_SHA384(Uris.MORE_2007 + "sha384-rsa-MGF1", "RSASSA-PSS", pss("SHA-384", MGF1ParameterSpec.SHA384, 48)),
    RSA_PSS_SHA512(Uris.MORE_2007 + "sha512-rsa-MGF1", "RSASSA-PSS", pss("SHA-512", MGF1ParameterSpec.SHA512, 64));

    /** NIST SP 800-131A: shorter RSA keys no longer protect a signature. */
    static final int MIN_RSA_BITS = 2048;

    private static final int MIN_EC_BITS = 256;
    private static final SignatureAlgorithm[] ALL = values();

    private final String uri;
    private final String jcaName;
    private final @Nullable AlgorithmParameterSpec parameters;

    SignatureAlgorithm(String uri, String jcaName, @Nullable AlgorithmParameterSpec parameters) {
        this.uri = uri;
        this.jcaName = jcaName;
        this.parameters = parameters;
    }

    private static final class Uris {
        private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
        private static final String MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#";
    }

    private static AlgorithmParameterSpec pss(String digest, MGF1ParameterSpec mask, int saltBytes) {
        // RFC 9231 §2.3.10: the salt is as long as the digest, the trailer field is 1.
        return new PSSParameterSpec(digest, "MGF1", mask, saltBytes, 1);
    }

    /** The algorithm with this identifier, or null if it is not one we allow. */
    static @Nullable SignatureAlgorithm of(@Nullable String uri) {
        for (SignatureAlgorithm algorithm : ALL) {
            if (algorithm.uri.equals(uri)) {
                return algorithm;
            }
        }
        return null;
    }

    /** Whether a key is of a kind and strength that any of our algorithms works with. */
    static boolean isUsable(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= MIN_RSA_BITS;
        }
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() >= MIN_EC_BITS;
    }

    /**
     * What we sign with: the algorithm that everybody reads.
     *
     * @throws IllegalArgumentException if no algorithm of ours works with this key
     */
    static SignatureAlgorithm forSigning(PublicKey key) {
        if (!isUsable(key)) {
            throw new IllegalArgumentException("neither RSA of 2048 bits nor EC of 256: " + key.getAlgorithm());
        }
        return key instanceof RSAPublicKey ? RSA_SHA256 : ECDSA_SHA256;
    }

    String uri() {
        return uri;
    }

    /** Whether {@code key} is of the kind this algorithm needs. */
    boolean fits(PublicKey key) {
        return jcaName.endsWith("P1363Format") ? key instanceof ECPublicKey : key instanceof RSAPublicKey;
    }

    /** Whether {@code key} made {@code signature} over {@code octets}. The key must fit. */
    boolean verify(PublicKey key, ByteSink octets, byte[] signature) {
        if (key instanceof ECPublicKey ec && !EcdsaRange.holds(ec, signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jcaName);
            if (parameters != null) {
                verifier.setParameter(parameters);
            }
            verifier.initVerify(key);
            octets.feed(verifier);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length, say: not a valid signature, and nobody needs to know more.
            return false;
        }
    }

    /** Signs with one of our own keys, which must fit. */
    byte[] sign(PrivateKey key, byte[] octets) {
        try {
            Signature signer = Signature.getInstance(jcaName);
            if (parameters != null) {
                signer.setParameter(parameters);
            }
            signer.initSign(key);
            signer.update(octets);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("our own key cannot sign", e);
        }
    }
}
