package io.ssokit.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.apache.xml.security.Init;
import org.apache.xml.security.c14n.Canonicalizer;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * XML Encryption made of the JDK's ciphers and plain text; shares nothing with the code under test. Fields are settings;
 * whatever is set is written, sense or not. Santuario as a second encrypter has a test of its own.
 */
public final class Encrypter {
    public static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    public static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";
    public static final String SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1";
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** How the content is encrypted. */
    public enum Content {
        AES128_GCM(XENC11 + "aes128-gcm", "AES/GCM/NoPadding", 16),
        AES192_GCM(XENC11 + "aes192-gcm", "AES/GCM/NoPadding", 24),
        AES256_GCM(XENC11 + "aes256-gcm", "AES/GCM/NoPadding", 32),
        AES128_CBC(XENC + "aes128-cbc", "AES/CBC/NoPadding", 16),
        AES192_CBC(XENC + "aes192-cbc", "AES/CBC/NoPadding", 24),
        AES256_CBC(XENC + "aes256-cbc", "AES/CBC/NoPadding", 32),
        TRIPLE_DES(XENC + "tripledes-cbc", "DESede/CBC/NoPadding", 24);

        final String uri;
        final String cipher;
        final int keyBytes;

        Content(String uri, String cipher, int keyBytes) {
            this.uri = uri;
            this.cipher = cipher;
            this.keyBytes = keyBytes;
        }

        public boolean isGcm() {
            return cipher.contains("GCM");
        }

        int blockBytes() {
            return this == TRIPLE_DES ? 8 : 16;
        }
    }

    /** How the content's key is encrypted. */
    public enum KeyTransport {
        OAEP_MGF1P(XENC + "rsa-oaep-mgf1p"),
        OAEP(XENC11 + "rsa-oaep"),
        RSA_15(XENC + "rsa-1_5");

        final String uri;

        KeyTransport(String uri) {
            this.uri = uri;
        }
    }

    /** Where the EncryptedKey stands. */
    public enum Placement {
        /** In the KeyInfo of EncryptedData: most products. */
        INLINE,
        /** Beside EncryptedData, found by RetrievalMethod: Shibboleth, ADFS. */
        SIBLING,
        /** Beside EncryptedData, with nothing that leads to it. */
        SIBLING_UNNAMED
    }

    public Content content = Content.AES256_GCM;
    public KeyTransport transport = KeyTransport.OAEP_MGF1P;
    public Placement placement = Placement.INLINE;
    /** Digest of OAEP, SHA-1 to SHA-512 by its JCA name; null: left out, which means SHA-1. */
    public String digest;
    /** Mask digest of xmlenc11 OAEP; null: left out, which means SHA-1. */
    public String mask;
    /** OAEPparams; empty: none. */
    public byte[] label = {};

    public String recipient = "";
    public String type = XENC + "Element";
    /** Changes the octets before they are encrypted. */
    public UnaryOperator<byte[]> plaintext = octets -> octets;
    /** Changes the octets after they were encrypted. */
    public UnaryOperator<byte[]> ciphertext = octets -> octets;
    /** Changes the XML of EncryptedData and its EncryptedKeys, without the element around them. */
    public UnaryOperator<String> xml = xml -> xml;

    public Encrypter with(Consumer<Encrypter> settings) {
        settings.accept(this);
        return this;
    }

    /** Replaces the Assertion in {@code response} by an EncryptedAssertion for {@code key}. */
    public void encryptAssertion(Document response, PublicKey key) {
        encrypt(Dom.child(response.getDocumentElement(), "Assertion"), "EncryptedAssertion", key);
    }

    /** Replaces the NameID of the Subject by an EncryptedID. */
    public void encryptNameId(Document response, PublicKey key) {
        encrypt(Dom.child(Dom.first(response.getDocumentElement(), "Subject"), "NameID"), "EncryptedID", key);
    }

    /** Replaces the first Attribute by an EncryptedAttribute. */
    public void encryptAttribute(Document response, PublicKey key) {
        encrypt(Dom.first(response.getDocumentElement(), "Attribute"), "EncryptedAttribute", key);
    }

    /** Replaces {@code element} by {@code <saml:wrapper>} around its encryption. */
    public void encrypt(Element element, String wrapper, PublicKey key) {
        String encrypted = wrapped(wrapper, octets(element), key);
        Node imported =
                element.getOwnerDocument().importNode(Dom.parse(encrypted).getDocumentElement(), true);
        element.getParentNode().replaceChild(imported, element);
    }

    /** {@code <saml:wrapper>} around the encryption of {@code octets}, whatever they are. */
    public String wrapped(String wrapper, byte[] octets, PublicKey key) {
        return "<saml:" + wrapper + " xmlns:saml=\"" + SAML + "\">" + xml.apply(encrypted(octets, key)) + "</saml:"
                + wrapper + ">";
    }

    /** EncryptedData with its EncryptedKey, where {@link #placement} puts it. */
    public String encrypted(byte[] octets, PublicKey key) {
        byte[] contentKey = new byte[content.keyBytes];
        RANDOM.nextBytes(contentKey);
        String encryptedKey = encryptedKey(contentKey, key);
        String keyInfo = switch (placement) {
            case INLINE -> "<ds:KeyInfo xmlns:ds=\"" + Dom.DS + "\">" + encryptedKey + "</ds:KeyInfo>";
            case SIBLING ->
                "<ds:KeyInfo xmlns:ds=\"" + Dom.DS + "\"><ds:RetrievalMethod Type=\"" + XENC
                        + "EncryptedKey\" URI=\"#_key-1\"/></ds:KeyInfo>";
            case SIBLING_UNNAMED -> "";
        };
        String data = "<xenc:EncryptedData xmlns:xenc=\"" + XENC + "\"" + attribute("Type", type)
                + "><xenc:EncryptionMethod Algorithm=\"" + content.uri + "\"/>" + keyInfo
                + cipherData(ciphertext.apply(encryptContent(plaintext.apply(octets), contentKey)))
                + "</xenc:EncryptedData>";
        return placement == Placement.INLINE ? data : data + encryptedKey;
    }

    /** An EncryptedKey element with {@code contentKey} in it. */
    public String encryptedKey(byte[] contentKey, PublicKey key) {
        String parameters = (label.length == 0 ? "" : "<xenc:OAEPparams>" + base64(label) + "</xenc:OAEPparams>")
                + (digest == null
                        ? ""
                        : "<ds:DigestMethod xmlns:ds=\"" + Dom.DS + "\" Algorithm=\"" + digestUri(digest) + "\"/>")
                + (mask == null
                        ? ""
                        : "<xenc11:MGF xmlns:xenc11=\"" + XENC11 + "\" Algorithm=\"" + XENC11 + "mgf1"
                                + mask.replace("-", "").toLowerCase(java.util.Locale.ROOT) + "\"/>");
        return "<xenc:EncryptedKey xmlns:xenc=\"" + XENC + "\"" + attribute("Recipient", recipient)
                + (placement == Placement.INLINE ? "" : " Id=\"_key-1\"")
                + "><xenc:EncryptionMethod Algorithm=\"" + transport.uri + "\">" + parameters
                + "</xenc:EncryptionMethod>" + cipherData(encryptKey(contentKey, key)) + "</xenc:EncryptedKey>";
    }

    /** The element with every namespace in scope, so that it says the same wherever it is parsed. */
    public static byte[] octets(Element element) {
        try {
            Init.init();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_WITH_COMMENTS).canonicalizeSubtree(element, out);
            return out.toByteArray();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] octets(String xml) {
        return xml.getBytes(StandardCharsets.UTF_8);
    }

    /** ISO 10126 as XML Encryption 5.2 wants it: arbitrary octets, the last one is their count. */
    public static byte[] padded(byte[] octets, int blockBytes) {
        int count = blockBytes - octets.length % blockBytes;
        byte[] padded = new byte[octets.length + count];
        RANDOM.nextBytes(padded);
        System.arraycopy(octets, 0, padded, 0, octets.length);
        padded[padded.length - 1] = (byte) count;
        return padded;
    }

    private byte[] encryptContent(byte[] octets, byte[] contentKey) {
        try {
            Cipher cipher = Cipher.getInstance(content.cipher);
            byte[] iv = new byte[content.isGcm() ? 12 : content.blockBytes()];
            RANDOM.nextBytes(iv);
            AlgorithmParameterSpec spec = content.isGcm() ? new GCMParameterSpec(128, iv) : new IvParameterSpec(iv);
            String algorithm = content == Content.TRIPLE_DES ? "DESede" : "AES";
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(contentKey, algorithm), spec);
            byte[] encrypted = cipher.doFinal(content.isGcm() ? octets : padded(octets, content.blockBytes()));
            byte[] all = new byte[iv.length + encrypted.length];
            System.arraycopy(iv, 0, all, 0, iv.length);
            System.arraycopy(encrypted, 0, all, iv.length, encrypted.length);
            return all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] encryptKey(byte[] contentKey, PublicKey key) {
        try {
            if (transport == KeyTransport.RSA_15) {
                Cipher cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
                cipher.init(Cipher.ENCRYPT_MODE, key);
                return cipher.doFinal(contentKey);
            }
            String maskDigest = mask == null || transport == KeyTransport.OAEP_MGF1P ? "SHA-1" : mask;
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("OAEP");
            parameters.init(new OAEPParameterSpec(
                    digest == null ? "SHA-1" : digest,
                    "MGF1",
                    new MGF1ParameterSpec(maskDigest),
                    new PSource.PSpecified(label)));
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
            return cipher.doFinal(contentKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digestUri(String digest) {
        return switch (digest) {
            case "SHA-1" -> SHA1;
            case "SHA-256" -> XENC + "sha256";
            case "SHA-384" -> "http://www.w3.org/2001/04/xmldsig-more#sha384";
            case "SHA-512" -> XENC + "sha512";
            default -> digest;
        };
    }

    private static String cipherData(byte[] octets) {
        return "<xenc:CipherData><xenc:CipherValue>" + base64(octets) + "</xenc:CipherValue></xenc:CipherData>";
    }

    private static String attribute(String name, String value) {
        return value.isEmpty() ? "" : " " + name + "=\"" + value + "\"";
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
