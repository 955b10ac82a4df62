package io.ssokit.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** XML Encryption as SAML Core 6 profiles it, on the JDK's ciphers alone. */
final class XmlEncrypter {
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final Map<String, String> DIGESTS = Map.of(
            DSIG + "sha1", "SHA-1",
            SamlEncryption.XENC + "sha256", "SHA-256",
            SamlEncryption.XENC + "sha512", "SHA-512");
    private static final Map<String, MGF1ParameterSpec> MASKS = Map.of(
            SamlEncryption.XENC11 + "mgf1sha1", MGF1ParameterSpec.SHA1,
            SamlEncryption.XENC11 + "mgf1sha256", MGF1ParameterSpec.SHA256,
            SamlEncryption.XENC11 + "mgf1sha384", MGF1ParameterSpec.SHA384,
            SamlEncryption.XENC11 + "mgf1sha512", MGF1ParameterSpec.SHA512);

    private XmlEncrypter() {}

    /**
     * Puts {@code saml:name} with the encrypted target inside where the target stands.
     *
     * @param name {@code EncryptedAssertion}, {@code EncryptedID} or {@code EncryptedAttribute}
     */
    static void replace(Element target, String name, SamlEncryption how, X509Certificate recipient) {
        byte[] plain = SafeXml.write(target).getBytes(StandardCharsets.UTF_8);
        String wrapper = encrypt(plain, name, how, recipient);
        Element parsed = SafeXml.parse(wrapper.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        target.getParentNode().replaceChild(target.getOwnerDocument().importNode(parsed, true), target);
    }

    private static String encrypt(byte[] plain, String name, SamlEncryption how, X509Certificate recipient) {
        try {
            SecretKey key = contentKey(how.content());
            String cipherText = base64(content(plain, how.content(), key));
            String wrappedKey = base64(transport(key, how, recipient));
            String keyId = Random.xmlId();
            Markup xml = new Markup().open("saml:" + name, "xmlns:saml", SAML);
            encryptedData(xml, how, cipherText, keyId, wrappedKey);
            if (how.keyBeside()) {
                encryptedKey(xml, how, keyId, wrappedKey);
            }
            return xml.close().toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot encrypt with " + how, e);
        }
    }

    private static void encryptedData(
            Markup xml, SamlEncryption how, String cipherText, String keyId, String wrappedKey) {
        xml.open("xenc:EncryptedData", "xmlns:xenc", SamlEncryption.XENC, "Type", SamlEncryption.XENC + "Element")
                .empty("xenc:EncryptionMethod", "Algorithm", how.content())
                .open("ds:KeyInfo", "xmlns:ds", DSIG);
        if (how.keyBeside()) {
            xml.empty("ds:RetrievalMethod", "Type", SamlEncryption.XENC + "EncryptedKey", "URI", "#" + keyId);
        } else {
            encryptedKey(xml, how, keyId, wrappedKey);
        }
        xml.close();
        cipherData(xml, cipherText).close();
    }

    private static void encryptedKey(Markup xml, SamlEncryption how, String keyId, String wrappedKey) {
        xml.open("xenc:EncryptedKey", "xmlns:xenc", SamlEncryption.XENC, "Id", keyId)
                .open("xenc:EncryptionMethod", "Algorithm", how.keyTransport());
        if (how.digest() != null) {
            xml.empty("ds:DigestMethod", "xmlns:ds", DSIG, "Algorithm", how.digest());
        }
        if (how.mgf() != null) {
            xml.empty("xenc11:MGF", "xmlns:xenc11", SamlEncryption.XENC11, "Algorithm", how.mgf());
        }
        cipherData(xml.close(), wrappedKey).close();
    }

    private static Markup cipherData(Markup xml, String base64) {
        return xml.open("xenc:CipherData").text("xenc:CipherValue", base64).close();
    }

    private static SecretKey contentKey(String algorithm) throws GeneralSecurityException {
        if (algorithm.endsWith("#tripledes-cbc")) {
            return KeyGenerator.getInstance("DESede").generateKey();
        }
        KeyGenerator generator = KeyGenerator.getInstance("AES");
        generator.init(Integer.parseInt(algorithm.replaceAll(".*#aes(\\d+)-(cbc|gcm)", "$1")));
        return generator.generateKey();
    }

    /** XML Encryption 1.1 §5.2: the initialisation vector stands before the cipher text, the GCM tag after it. */
    private static byte[] content(byte[] plain, String algorithm, SecretKey key) throws GeneralSecurityException {
        boolean gcm = algorithm.endsWith("-gcm");
        boolean aes = key.getAlgorithm().equals("AES");
        byte[] iv = Random.bytes(gcm ? 12 : aes ? 16 : 8);
        AlgorithmParameterSpec parameters = gcm ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv);
        // §5.2.1: only the last octet of the padding is given, the others are arbitrary
        Cipher cipher = Cipher.getInstance(key.getAlgorithm() + (gcm ? "/GCM/NoPadding" : "/CBC/ISO10126Padding"));
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        byte[] secret = cipher.doFinal(plain);
        byte[] all = new byte[iv.length + secret.length];
        System.arraycopy(iv, 0, all, 0, iv.length);
        System.arraycopy(secret, 0, all, iv.length, secret.length);
        return all;
    }

    private static byte[] transport(SecretKey key, SamlEncryption how, X509Certificate recipient)
            throws GeneralSecurityException {
        if (how.keyTransport().endsWith("#rsa-1_5")) {
            Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, recipient.getPublicKey());
            return cipher.doFinal(key.getEncoded());
        }
        OAEPParameterSpec oaep = new OAEPParameterSpec(
                known(DIGESTS, how.digest(), "SHA-1"),
                "MGF1",
                known(MASKS, how.mgf(), MGF1ParameterSpec.SHA1), // XML Encryption 1.1 §5.5.2: the defaults are SHA-1
                PSource.PSpecified.DEFAULT);
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(Cipher.ENCRYPT_MODE, recipient.getPublicKey(), oaep);
        return cipher.doFinal(key.getEncoded());
    }

    private static <V> V known(Map<String, V> values, @Nullable String uri, V otherwise) {
        if (uri == null) {
            return otherwise;
        }
        V value = values.get(uri);
        if (value == null) {
            throw new IllegalArgumentException("no algorithm is called " + uri + " here");
        }
        return value;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
