package io.ssokit.testing;

import org.jspecify.annotations.Nullable;

/**
 * Algorithms of an encrypted element (SAML Core 6, XML Encryption 1.1 §5). Immutable; start from {@link #modern()} or {@link
 * #compatible()}.
 *
 * @param content URI of the block cipher of the content: AES in CBC or GCM mode, or Triple DES
 * @param keyTransport URI of the key transport: {@code rsa-oaep}, {@code rsa-oaep-mgf1p} or {@code rsa-1_5}
 * @param digest URI of the OAEP digest; null leaves the element out, which means SHA-1
 * @param mgf URI of the OAEP mask generation function; null leaves the element out, which means MGF1 with SHA-1
 * @param keyBeside the EncryptedKey stands beside the EncryptedData, which points to it, instead of inside its KeyInfo
 */
public record SamlEncryption(
        String content,
        String keyTransport,
        @Nullable String digest,
        @Nullable String mgf,
        boolean keyBeside) {
    static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    static final String XENC11 = "http://www.w3.org/2009/xmlenc11#";

    /** AES-256-GCM under RSA-OAEP with SHA-256 twice: what Keycloak sends. */
    public static SamlEncryption modern() {
        return new SamlEncryption(
                XENC11 + "aes256-gcm", XENC11 + "rsa-oaep", XENC + "sha256", XENC11 + "mgf1sha256", false);
    }

    /** AES-128-CBC under RSA-OAEP with SHA-1: what SimpleSAMLphp, ADFS and most others send. */
    public static SamlEncryption compatible() {
        return new SamlEncryption(
                XENC + "aes128-cbc", XENC + "rsa-oaep-mgf1p", "http://www.w3.org/2000/09/xmldsig#sha1", null, false);
    }

    /** The same with another cipher of the content. */
    public SamlEncryption withContent(String uri) {
        return new SamlEncryption(uri, keyTransport, digest, mgf, keyBeside);
    }

    /** The same with another key transport. */
    public SamlEncryption withKeyTransport(String uri, @Nullable String newDigest, @Nullable String newMgf) {
        return new SamlEncryption(content, uri, newDigest, newMgf, keyBeside);
    }

    /** The same with the EncryptedKey beside the EncryptedData (SAML errata E43 allows both). */
    public SamlEncryption withKeyBeside() {
        return new SamlEncryption(content, keyTransport, digest, mgf, true);
    }
}
