package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** S-11: weak algorithms, weak keys, and algorithms that do not go with the pinned key. */
@Tag("S-11")
class WeakSignatureTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    @Test
    void post_goodSignatureByWeakAlgorithm_refused() throws Exception {
        KeyPair dsa = dsa();
        Attacks attacks = new Attacks("S-11");
        for (Vendor vendor : Vendor.all()) {
            attacks.post("rsa-sha1", DOOR, signed(vendor, TestKeys.IDP, Dom.DS + "rsa-sha1"));
            attacks.post("rsa-sha224", DOOR, signed(vendor, TestKeys.IDP, MORE + "rsa-sha224"));
            SamlDoor ec = DOOR.trusting(TestKeys.IDP_EC.getPublic());
            attacks.post("ecdsa-sha1", ec, signed(vendor, TestKeys.IDP_EC, MORE + "ecdsa-sha1"));
            SamlDoor withDsa = DOOR.trusting(dsa.getPublic(), TestKeys.IDP.getPublic());
            attacks.post("dsa-sha1", withDsa, signed(vendor, dsa, Dom.DS + "dsa-sha1"));
            attacks.post("dsa-sha256", withDsa, signed(vendor, dsa, "http://www.w3.org/2009/xmldsig11#dsa-sha256"));
            String sha1 = encode(VendorResponse.of(vendor)
                    .document(Signed.BOTH, signer -> signer.digest = "http://www.w3.org/2000/09/xmldsig#sha1"));
            attacks.post("digest sha1", DOOR, sha1);
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_hmacKeyedWithWhatIsPublic_refused() throws Exception {
        Attacks attacks = new Attacks("S-11");
        for (Map.Entry<String, byte[]> secret : publicBytes().entrySet()) {
            for (String hmac : List.of(MORE + "hmac-sha256", Dom.DS + "hmac-sha1", MORE + "hmac-sha512")) {
                String message = encode(VendorResponse.of(Vendor.OKTA).document(Signed.ASSERTION, signer -> {
                    signer.key = new SecretKeySpec(secret.getValue(), "HMAC");
                    signer.algorithm = hmac;
                }));
                attacks.post(secret.getKey() + " " + hmac, DOOR, message);
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_goodSignatureRelabelled_refused() {
        Attacks attacks = new Attacks("S-11");
        for (Vendor vendor : Vendor.all()) {
            String xml = VendorResponse.of(vendor).xml(Signed.ASSERTION);
            for (String algorithm : List.of(
                    MORE + "rsa-md5",
                    MORE + "rsa-ripemd160",
                    MORE + "rsa-sha512",
                    MORE + "ecdsa-sha256",
                    MORE + "hmac-sha256",
                    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
                    "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519",
                    "urn:none",
                    "none",
                    "")) {
                attacks.post(algorithm, DOOR, encode(xml.replace(TestSigner.RSA_SHA256, algorithm)));
            }
            attacks.post("no c14n", DOOR, encode(xml.replace(TestSigner.EXCLUSIVE, "urn:none")));
            attacks.post(
                    "xslt",
                    DOOR,
                    encode(xml.replace(
                            "Transform Algorithm=\"" + TestSigner.EXCLUSIVE,
                            "Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116")));
            attacks.post(
                    "xpath",
                    DOOR,
                    encode(xml.replace(
                            Dom.DS + "enveloped-signature", "http://www.w3.org/TR/1999/REC-xpath-19991116")));
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    @Tag("slow")
    void post_pinnedKeyTooShort_refused() {
        Attacks attacks = new Attacks("S-11");
        for (int bits : List.of(512, 1024, 2047)) {
            KeyPair weak = TestKeys.rsa(bits);
            String message = encode(VendorResponse.of(Vendor.ENTRA).document(Signed.ASSERTION, signer -> {
                signer.key = weak.getPrivate();
                signer.keyInfo = null;
            }));
            attacks.post(bits + " bits", DOOR.trusting(weak.getPublic()), message);
        }
        attacks.post(
                "no key",
                DOOR.trusting(),
                encode(VendorResponse.of(Vendor.ENTRA).document(Signed.ASSERTION)));
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    /** CVE-2022-21449: zeros for a signature; also other values outside the curve's order. */
    @Test
    void post_ecdsaSignatureOutOfRange_refused() {
        Attacks attacks = new Attacks("S-11");
        SamlDoor ec = DOOR.trusting(TestKeys.IDP_EC.getPublic());
        String xml = Dom.write(VendorResponse.of(Vendor.ENTRA).document(Signed.ASSERTION, signer -> {
            signer.key = TestKeys.IDP_EC.getPrivate();
            signer.algorithm = MORE + "ecdsa-sha256";
            signer.keyInfo = null;
        }));
        byte[] full = new byte[64];
        java.util.Arrays.fill(full, (byte) 0xFF);
        for (byte[] value : List.of(new byte[64], full, new byte[0], new byte[2], new byte[128])) {
            String replaced = xml.replaceFirst(
                    "(SignatureValue[^>]*>)[^<]*<", "$1" + Base64.getEncoder().encodeToString(value) + "<");
            attacks.post(value.length + " bytes", ec, encode(replaced));
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    private static String signed(Vendor vendor, KeyPair key, String algorithm) {
        return encode(VendorResponse.of(vendor).document(Signed.ASSERTION, signer -> {
            signer.key = key.getPrivate();
            signer.algorithm = algorithm;
            signer.keyInfo = null;
        }));
    }

    static Map<String, byte[]> publicBytes() throws Exception {
        byte[] certificate = TestKeys.certificate(TestKeys.IDP, "idp.example").getEncoded();
        byte[] key = TestKeys.IDP.getPublic().getEncoded();
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        bytes.put("certificate", certificate);
        bytes.put("certificate in Base64", Base64.getEncoder().encode(certificate));
        bytes.put("public key", key);
        bytes.put(
                "public key in PEM",
                ("-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                                + "\n-----END PUBLIC KEY-----\n")
                        .getBytes(StandardCharsets.US_ASCII));
        bytes.put(
                "modulus",
                ((RSAPublicKey) TestKeys.IDP.getPublic()).getModulus().toByteArray());
        return bytes;
    }

    static KeyPair dsa() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
        generator.initialize(1024);
        return generator.generateKeyPair();
    }
}
