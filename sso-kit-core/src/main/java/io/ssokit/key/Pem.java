package io.ssokit.key;

import io.ssokit.error.KeyError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and certificates as text (RFC 7468). */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    /** One certificate as text that ends with a line break. */
    static String of(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + LINES.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException unencodable) {
            throw new IllegalArgumentException(unencodable);
        }
    }

    /** All certificates in a text, other blocks passed over. */
    static List<X509Certificate> certificates(String text) {
        List<X509Certificate> found = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals(CERTIFICATE)) {
                found.add(certificate(bytes(block)));
            }
        }
        return found;
    }

    /** The one private key in a text. */
    static PrivateKey privateKey(String text) {
        List<PrivateKey> found = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            String kind = block.group(1);
            if (kind.equals(PRIVATE_KEY)) {
                found.add(rsaKey(bytes(block)));
            } else if (kind.endsWith(PRIVATE_KEY)) {
                throw unusable(
                        "the private key is a block '" + kind + "', not an unencrypted PKCS#8 '" + PRIVATE_KEY + "'");
            }
        }
        if (found.size() != 1) {
            throw unusable("the text holds " + found.size() + " private keys, not one");
        }
        return found.get(0);
    }

    /** An RSA key in PKCS#8. */
    static PrivateKey rsaKey(byte[] pkcs8) {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException notRsa) {
            // The cause is left out: it may quote what it could not read.
            throw unusable("the private key is not an RSA key in PKCS#8");
        }
    }

    private static X509Certificate certificate(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException broken) {
            throw unusable("a certificate cannot be read");
        }
    }

    private static byte[] bytes(Matcher block) {
        try {
            return Base64.getMimeDecoder().decode(block.group(2).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException notBase64) {
            throw unusable("the block '" + block.group(1) + "' is not Base64");
        }
    }

    static SamlKeyException unusable(String what) {
        return new SamlKeyException(KeyError.UNUSABLE_KEY, "Not imported: " + what);
    }
}
