package io.ssokit.internal.saml;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.jspecify.annotations.Nullable;

/**
 * How the key of some content is encrypted for us (XML Encryption 1.1 §5.5).
 *
 * @param oaep the parameters of RSA-OAEP; null for the padding of PKCS #1 v1.5
 */
record KeyTransport(String uri, @Nullable OAEPParameterSpec oaep) {
    private static final String RSA_15 = Names.XENC + "rsa-1_5";
    private static final String OAEP_MGF1P = Names.XENC + "rsa-oaep-mgf1p";
    private static final String OAEP = Names.XENC11 + "rsa-oaep";
    private static final int MAX_LABEL_BYTES = 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** XML Encryption 1.1 §5.8 and RFC 9231 §2.1. OAEP needs no collision resistance, so SHA-1 does no harm in it. */
    private static final Map<String, String> DIGESTS = Map.of(
            Names.DS + "sha1",
            // weak: what identity providers send by default, and harmless in OAEP
            "SHA-1",
            Names.XENC + "sha256",
            "SHA-256",
            "http://www.w3.org/2001/04/xmldsig-more#sha384",
            "SHA-384",
            Names.XENC + "sha512",
            "SHA-512");

    /** XML Encryption 1.1 §5.5.2. */
    private static final Map<String, MGF1ParameterSpec> MASKS = Map.of(
            Names.XENC11 + "mgf1sha1", MGF1ParameterSpec.SHA1,
            Names.XENC11 + "mgf1sha224", MGF1ParameterSpec.SHA224,
            Names.XENC11 + "mgf1sha256", MGF1ParameterSpec.SHA256,
            Names.XENC11 + "mgf1sha384", MGF1ParameterSpec.SHA384,
            Names.XENC11 + "mgf1sha512", MGF1ParameterSpec.SHA512);

    /**
     * Reads the EncryptionMethod of an EncryptedKey.
     *
     * @throws SamlRefusal naming what is not supported
     */
    static KeyTransport read(El method) {
        String uri = method.attribute("Algorithm");
        if (RSA_15.equals(uri) && !method.hasElements()) {
            return new KeyTransport(RSA_15, null);
        }
        if (OAEP.equals(uri)) {
            return new KeyTransport(OAEP, parameters(method, mask(method)));
        }
        if (OAEP_MGF1P.equals(uri) && method.count(Names.XENC11, "MGF") == 0) {
            // The mask is SHA-1's whatever DigestMethod says: that is what the "p" of its name means (§5.5.2).
            return new KeyTransport(OAEP_MGF1P, parameters(method, MGF1ParameterSpec.SHA1));
        }
        throw Decrypter.notAllowed("RSA-OAEP (rsa-oaep-mgf1p or xmlenc11 rsa-oaep) for the content's key", uri);
    }

    private static OAEPParameterSpec parameters(El method, MGF1ParameterSpec mask) {
        for (El parameter : method.elements()) {
            boolean known = parameter.is(Names.DS, "DigestMethod")
                    || parameter.is(Names.XENC11, "MGF")
                    || parameter.is(Names.XENC, "OAEPparams")
                    || parameter.is(Names.XENC, "KeySize");
            if (!known) {
                throw Decrypter.notAllowed("no parameter of RSA-OAEP but digest, mask and label", parameter.qName());
            }
        }
        return new OAEPParameterSpec(digest(method), "MGF1", mask, new PSource.PSpecified(label(method)));
    }

    private static String digest(El method) {
        String uri = algorithm(method, Names.DS, "DigestMethod", Names.DS + "sha1");
        String digest = DIGESTS.get(uri);
        if (digest == null) {
            throw Decrypter.notAllowed("SHA-1 to SHA-512 as digest of RSA-OAEP", uri);
        }
        return digest;
    }

    private static MGF1ParameterSpec mask(El method) {
        String uri = algorithm(method, Names.XENC11, "MGF", Names.XENC11 + "mgf1sha1");
        MGF1ParameterSpec mask = MASKS.get(uri);
        if (mask == null) {
            throw Decrypter.notAllowed("MGF1 with SHA-1 to SHA-512", uri);
        }
        return mask;
    }

    /** XML Encryption 1.1 §5.5.2: both parameters mean SHA-1 where they are left out. */
    private static String algorithm(El method, String ns, String local, String otherwise) {
        El named = atMostOne(method, ns, local);
        return named == null ? otherwise : String.valueOf(named.attribute("Algorithm"));
    }

    private static byte[] label(El method) {
        El label = atMostOne(method, Names.XENC, "OAEPparams");
        return label == null ? new byte[0] : EncryptedElement.octets(label, MAX_LABEL_BYTES);
    }

    private static @Nullable El atMostOne(El method, String ns, String local) {
        List<El> all = method.elements(ns, local);
        if (all.size() > 1) {
            throw Decrypter.notAllowed("one " + local, all.size() + " of them");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /** Whether a successful {@link #unwrap} says that the key was the right one. */
    boolean isCertain() {
        return oaep != null;
    }

    /**
     * Decrypts the key of some content.
     *
     * @param keyBytes how long it has to be
     * @return the key, or null if {@code ours} does not open it. With PKCS #1 v1.5 never null: a key of random octets
     *     takes the place of a bad one, so that good and bad padding go the same way (RFC 8017 §7.2.2, RFC 3218 §2.3.2)
     */
    byte @Nullable [] unwrap(PrivateKey ours, byte[] wrapped, int keyBytes) {
        return oaep == null ? unwrapOrRandom(ours, wrapped, keyBytes) : unwrapOaep(ours, oaep, wrapped, keyBytes);
    }

    private static byte @Nullable [] unwrapOaep(
            PrivateKey ours, OAEPParameterSpec parameters, byte[] wrapped, int keyBytes) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
            cipher.init(Cipher.DECRYPT_MODE, ours, parameters);
            byte[] key = cipher.doFinal(wrapped);
            return key.length == keyBytes ? key : null;
        } catch (GeneralSecurityException | ProviderException e) {
            return null;
        }
    }

    private static byte[] unwrapOrRandom(PrivateKey ours, byte[] wrapped, int keyBytes) {
        byte[] key = new byte[keyBytes];
        RANDOM.nextBytes(key);
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, ours);
            copyIfPadded(cipher.doFinal(wrapped), key);
        } catch (GeneralSecurityException | ProviderException e) {
            // Not a number below the modulus: anybody can see that, and the random key says the same.
            return key;
        }
        return key;
    }

    /**
     * RFC 8017 §7.2.2 for a message whose length is known: 0, 2, padding without a zero, 0, key. Every octet is looked at
     * and the same is done whatever they are, so that time tells nothing.
     */
    private static void copyIfPadded(byte[] block, byte[] key) {
        int start = block.length - key.length;
        if (start < 11) {
            return; // A property of the key pair, not of the message: the block is as long as the modulus.
        }
        int bad = block[0] | block[1] ^ 2 | block[start - 1];
        for (int i = 2; i < start - 1; i++) {
            bad |= (block[i] & 0xFF) - 1 >>> 8; // 0 becomes all ones
        }
        int good = ~((bad | -bad) >> 31); // all ones for 0, else none
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (block[start + i] & good | key[i] & ~good);
        }
    }
}
