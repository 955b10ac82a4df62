package io.ssokit.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A provider's key, and tokens signed with it by the JDK alone. */
public final class TestKey {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeyPair pair;

    private TestKey(KeyPair pair) {
        this.pair = pair;
    }

    /** An RSA key of that size. */
    public static TestKey rsa(int bits) {
        return generate("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
    }

    /** A key on that curve, by its JDK name. */
    public static TestKey ec(String curve) {
        return generate("EC", new ECGenParameterSpec(curve));
    }

    private static TestKey generate(String kind, AlgorithmParameterSpec spec) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(spec);
            return new TestKey(generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The public half as a member of a key set. */
    public Map<String, Object> jwk(String kid) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kid", kid);
        members.put("use", "sig");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            members.put("kty", "RSA");
            members.put("n", unsigned(rsa.getModulus(), 0));
            members.put("e", unsigned(rsa.getPublicExponent(), 0));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            members.put("kty", "EC");
            members.put("crv", "P-" + bits);
            members.put("x", unsigned(ec.getW().getAffineX(), (bits + 7) / 8));
            members.put("y", unsigned(ec.getW().getAffineY(), (bits + 7) / 8));
        }
        return members;
    }

    /** The key in X.509 form. */
    public byte[] encoded() {
        return pair.getPublic().getEncoded();
    }

    /** The modulus of an RSA key, base64url. */
    public String modulus() {
        return unsigned(((RSAPublicKey) pair.getPublic()).getModulus(), 0);
    }

    /** A token with that header and those claims, signed by the way {@code algorithm} names. */
    public String sign(Map<String, ?> header, Map<String, ?> claims, String algorithm) {
        return signed(part(header) + "." + part(claims), algorithm);
    }

    /** A token with that header and any octets for claims. */
    public String signOctets(Map<String, ?> header, byte[] payload, String algorithm) {
        return signed(part(header) + "." + BASE64.encodeToString(payload), algorithm);
    }

    private String signed(String signed, String algorithm) {
        try {
            Signature signature = signature(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Anything as a part of a token. */
    public static String part(Object json) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(json));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        switch (algorithm.substring(0, 2)) {
            case "RS":
                return Signature.getInstance("SHA" + bits + "withRSA");
            case "PS":
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits,
                        "MGF1",
                        new MGF1ParameterSpec("SHA-" + bits),
                        Integer.parseInt(bits) / 8,
                        PSSParameterSpec.TRAILER_FIELD_BC));
                return pss;
            default:
                return Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
        }
    }

    private static String unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        if (bytes[0] == 0 && bytes.length > 1) {
            bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
        }
        byte[] padded = new byte[Math.max(length, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return BASE64.encodeToString(padded);
    }
}
