package io.ssokit.testing;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** The asymmetric signature algorithms of RFC 7518 §3.1, on the JDK's own implementations. */
enum Algorithm {
    RS256(256),
    RS384(384),
    RS512(512),
    PS256(256),
    PS384(384),
    PS512(512),
    ES256(256, "secp256r1", "P-256", 32),
    ES384(384, "secp384r1", "P-384", 48),
    ES512(512, "secp521r1", "P-521", 66);

    private final int bits;
    private final String curve;
    private final String crv;
    private final int coordinateBytes;

    Algorithm(int bits) {
        this(bits, "", "", 0);
    }

    Algorithm(int bits, String curve, String crv, int coordinateBytes) {
        this.bits = bits;
        this.curve = curve;
        this.crv = crv;
        this.coordinateBytes = coordinateBytes;
    }

    boolean isEllipticCurve() {
        return !curve.isEmpty();
    }

    /** The JDK's name of the curve. */
    String curve() {
        return curve;
    }

    /** The curve's name in a JSON Web Key (RFC 7518 §6.2.1.1). */
    String crv() {
        return crv;
    }

    int coordinateBytes() {
        return coordinateBytes;
    }

    /** The JDK's name of the hash that {@code at_hash} is made with as well. */
    String hash() {
        return "SHA-" + bits;
    }

    byte[] sign(byte[] data, PrivateKey key) {
        try {
            Signature signature = signature();
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing by " + this + " failed", e);
        }
    }

    boolean verifies(byte[] data, byte[] given, PublicKey key) {
        try {
            Signature signature = signature();
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(given);
        } catch (GeneralSecurityException e) {
            return false; // a key of another kind, or a signature of another length
        }
    }

    private Signature signature() throws GeneralSecurityException {
        if (isEllipticCurve()) {
            return Signature.getInstance("SHA" + bits + "withECDSAinP1363Format"); // RFC 7518 §3.4: R || S
        }
        if (name().startsWith("RS")) {
            return Signature.getInstance("SHA" + bits + "withRSA");
        }
        Signature pss = Signature.getInstance("RSASSA-PSS");
        // RFC 7518 §3.5: MGF1 with the same hash, a salt as long as the hash
        pss.setParameter(new PSSParameterSpec(
                hash(), "MGF1", new MGF1ParameterSpec(hash()), bits / 8, PSSParameterSpec.TRAILER_FIELD_BC));
        return pss;
    }
}
