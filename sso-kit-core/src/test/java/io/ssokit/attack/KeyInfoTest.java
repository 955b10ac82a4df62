package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-13: the message brings the key it wants to be verified with. */
@Tag("S-13")
class KeyInfoTest {
    private static final SamlDoor DOOR = SamlDoor.open();

    @Test
    void post_keyFromTheMessage_neverTrusted(@TempDir Path directory) throws Exception {
        Path file = Files.write(
                directory.resolve("stranger.cer"),
                TestKeys.certificate(TestKeys.STRANGER, "idp.example").getEncoded());
        try (Trap trap = new Trap()) {
            Attacks attacks = new Attacks("S-13");
            for (Vendor vendor : Vendor.all()) {
                for (Signed signed : new Signed[] {Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH}) {
                    String signedByStranger = signed(vendor, signed, TestKeys.STRANGER);
                    keyInfos(trap.url(), file.toUri().toString())
                            .forEach((about, keyInfo) -> attacks.post(
                                    vendor + " " + signed + " " + about,
                                    DOOR,
                                    encode(withKeyInfo(signedByStranger, keyInfo))));
                }
            }
            attacks.assertAllRefusedFor(LoginError.SIGNATURE);
            assertThat(trap.visits()).isZero();
        }
    }

    @Test
    void post_misleadingKeyInfo_pinnedKeyStillDecides() throws Exception {
        try (Trap trap = new Trap()) {
            String signedByIdp = signed(Vendor.ONELOGIN, Signed.ASSERTION, TestKeys.IDP);
            keyInfos(trap.url(), "file:///nowhere")
                    .forEach((about, keyInfo) -> assertThat(DOOR.post(encode(withKeyInfo(signedByIdp, keyInfo)))
                                    .accepted())
                            .as(about)
                            .isTrue());
            assertThat(trap.visits()).isZero();
        }
    }

    private static String signed(Vendor vendor, Signed signed, KeyPair key) {
        return Dom.write(VendorResponse.of(vendor).document(signed, signer -> {
            signer.key = key.getPrivate();
            signer.keyInfo = null;
        }));
    }

    private static String withKeyInfo(String xml, String content) {
        String keyInfo = "<k:KeyInfo xmlns:k=\"" + Dom.DS + "\">" + content + "</k:KeyInfo>";
        return xml.replaceAll("(</(\\w+:)?SignatureValue>)", "$1" + keyInfo);
    }

    static Map<String, String> keyInfos(String url, String file) throws Exception {
        String stranger = x509(TestKeys.STRANGER);
        String ours = x509(TestKeys.IDP);
        RSAPublicKey key = (RSAPublicKey) TestKeys.STRANGER.getPublic();
        String keyValue =
                "<k:KeyValue><k:RSAKeyValue><k:Modulus>" + base64(key.getModulus()) + "</k:Modulus><k:Exponent>"
                        + base64(key.getPublicExponent()) + "</k:Exponent></k:RSAKeyValue></k:KeyValue>";
        Map<String, String> all = new LinkedHashMap<>();
        all.put("same subject", "<k:X509Data>" + stranger + "</k:X509Data>");
        all.put("both certificates", "<k:X509Data>" + ours + stranger + "</k:X509Data>");
        all.put("both, the other way", "<k:X509Data>" + stranger + ours + "</k:X509Data>");
        all.put("two X509Data", "<k:X509Data>" + ours + "</k:X509Data><k:X509Data>" + stranger + "</k:X509Data>");
        all.put("RSAKeyValue", keyValue);
        all.put("RSAKeyValue and our certificate", keyValue + "<k:X509Data>" + ours + "</k:X509Data>");
        all.put("KeyName", "<k:KeyName>CN=idp.example</k:KeyName>" + keyValue);
        all.put(
                "RetrievalMethod http",
                "<k:RetrievalMethod URI=\"" + url + "\" Type=\"" + Dom.DS + "rawX509Certificate\"/>");
        all.put(
                "RetrievalMethod file",
                "<k:RetrievalMethod URI=\"" + file + "\" Type=\"" + Dom.DS + "rawX509Certificate\"/>");
        all.put(
                "KeyInfoReference",
                "<e:KeyInfoReference xmlns:e=\"http://www.w3.org/2009/xmldsig11#\" URI=\"" + url + "\"/>");
        all.put("X509 URL", "<k:X509Data><k:X509URL>" + url + "</k:X509URL></k:X509Data>");
        all.put("empty", "");
        return all;
    }

    private static String x509(KeyPair key) throws Exception {
        byte[] der = TestKeys.certificate(key, "idp.example").getEncoded();
        return "<k:X509Certificate>" + Base64.getEncoder().encodeToString(der) + "</k:X509Certificate>";
    }

    private static String base64(BigInteger value) {
        return Base64.getEncoder().encodeToString(value.toByteArray());
    }
}
