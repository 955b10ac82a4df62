package io.ssokit.internal.saml;

import static io.ssokit.attack.VendorResponse.NAME_ID;
import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.internal.saml.SamlDoor.Verdict;
import java.security.Key;
import java.util.List;
import javax.crypto.KeyGenerator;
import org.apache.xml.security.Init;
import org.apache.xml.security.encryption.EncryptedKey;
import org.apache.xml.security.encryption.XMLCipher;
import org.apache.xml.security.keys.KeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * What Apache Santuario encrypts, with which Keycloak and Shibboleth do it. It writes an element as it stands, without
 * the namespaces that the message around it declares: half of these fixtures could not be read without those.
 */
class SantuarioEncryptionTest {
    private static final SamlDoor DOOR = SamlDoor.open().allowing(Exemption.TRIPLE_DES, Exemption.RSA15);

    static {
        Init.init();
    }

    @ParameterizedTest
    @CsvSource({
        "xmlenc11#aes128-gcm, 128, xmlenc11#rsa-oaep, xmlenc#sha256, xmlenc11#mgf1sha256",
        "xmlenc11#aes192-gcm, 192, xmlenc11#rsa-oaep, xmlenc#sha512, xmlenc11#mgf1sha512",
        "xmlenc11#aes256-gcm, 256, xmlenc11#rsa-oaep, xmlenc#sha256, xmlenc11#mgf1sha1",
        "xmlenc11#aes256-gcm, 256, xmlenc#rsa-oaep-mgf1p, ,",
        "xmlenc#aes128-cbc, 128, xmlenc#rsa-oaep-mgf1p, ,",
        "xmlenc#aes192-cbc, 192, xmlenc#rsa-oaep-mgf1p, xmlenc#sha256,",
        "xmlenc#aes256-cbc, 256, xmlenc#rsa-oaep-mgf1p, xmldsig#sha1,",
        "xmlenc#aes256-cbc, 256, xmlenc#rsa-1_5, ,",
        "xmlenc#tripledes-cbc, 168, xmlenc#rsa-oaep-mgf1p, ,"
    })
    void post_santuarioEncrypted_accepted(String content, int bits, String transport, String digest, String mask)
            throws Exception {
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.RESPONSE, Signed.BOTH)) {
                Algorithms algorithms = new Algorithms(uri(content), bits, uri(transport), uri(digest), uri(mask));
                Verdict verdict = DOOR.post(encode(encrypted(vendor, signed, algorithms)));
                assertThat(verdict.subject())
                        .as("%s %s %s", vendor, signed, verdict.details())
                        .contains(NAME_ID);
            }
        }
    }

    /** Prefixes that nothing around the EncryptedAssertion declares stay undeclared. */
    @Test
    void post_prefixOfNobody_refused() throws Exception {
        Algorithms modern = new Algorithms(uri("xmlenc11#aes128-gcm"), 128, uri("xmlenc11#rsa-oaep"), null, null);
        VendorResponse response = VendorResponse.of(Vendor.KEYCLOAK);
        Document document = response.document(Signed.NEITHER, VendorResponse.QUICKLY);
        encrypt(document, modern);
        // The signed tree declares what it uses, and it does not use "saml" where the wrapper is called otherwise.
        String renamed = VendorResponse.write(document)
                .replace("<saml:EncryptedAssertion", "<a:EncryptedAssertion xmlns:a=\"" + Names.SAML + "\"")
                .replace("</saml:EncryptedAssertion", "</a:EncryptedAssertion");
        Verdict verdict = DOOR.post(encode(response.sign(renamed, Signed.RESPONSE, VendorResponse.QUICKLY)));
        assertThat(verdict.accepted()).isFalse();
        assertThat(verdict.details()).startsWith("DECRYPTION").contains("well-formed");
    }

    private record Algorithms(String content, int bits, String transport, String digest, String mask) {}

    private static Document encrypted(Vendor vendor, Signed signed, Algorithms algorithms) throws Exception {
        VendorResponse response = VendorResponse.of(vendor);
        Document document =
                response.document(signed == Signed.BOTH ? Signed.ASSERTION : Signed.NEITHER, VendorResponse.QUICKLY);
        encrypt(document, algorithms);
        return response.sign(VendorResponse.write(document), Signed.RESPONSE, VendorResponse.QUICKLY);
    }

    /** As Keycloak does it: the assertion is encrypted where it stands, and wrapped afterwards. */
    private static void encrypt(Document document, Algorithms algorithms) throws Exception {
        Element assertion = (Element)
                document.getElementsByTagNameNS(Names.SAML, "Assertion").item(0);
        KeyGenerator generator = KeyGenerator.getInstance(algorithms.bits() == 168 ? "DESede" : "AES");
        generator.init(algorithms.bits());
        Key contentKey = generator.generateKey();
        XMLCipher keyCipher = algorithms.digest() == null
                ? XMLCipher.getInstance(algorithms.transport())
                : XMLCipher.getInstance(algorithms.transport(), null, algorithms.digest());
        keyCipher.init(XMLCipher.WRAP_MODE, TestKeys.SP.getPublic());
        EncryptedKey encryptedKey = keyCipher.encryptKey(document, contentKey, algorithms.mask(), null);
        XMLCipher cipher = XMLCipher.getInstance(algorithms.content());
        cipher.init(XMLCipher.ENCRYPT_MODE, contentKey);
        KeyInfo keyInfo = new KeyInfo(document);
        keyInfo.add(encryptedKey);
        cipher.getEncryptedData().setKeyInfo(keyInfo);
        cipher.doFinal(document, assertion, false);
        Element data = (Element)
                document.getElementsByTagNameNS(Names.XENC, "EncryptedData").item(0);
        Element wrapper = document.createElementNS(Names.SAML, "saml:EncryptedAssertion");
        data.getParentNode().replaceChild(wrapper, data);
        wrapper.appendChild(data);
    }

    private static String uri(String name) {
        if (name == null) {
            return null;
        }
        String year = name.startsWith("xmlenc11") ? "2009" : name.startsWith("xmldsig") ? "2000/09" : "2001/04";
        return "http://www.w3.org/" + year + "/" + name;
    }
}
