package io.ssokit.connection;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates as administrators paste them. */
final class Certificates {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*)-----END CERTIFICATE-----");

    private Certificates() {}

    /**
     * The certificates in a text: PEM blocks, or the Base64 of one as it stands in metadata.
     *
     * @throws IllegalArgumentException if there is none, or one that is no X.509 certificate
     */
    static List<X509Certificate> parse(String text) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = PEM.matcher(text);
        while (blocks.find()) {
            certificates.add(certificate(blocks.group(1)));
        }
        if (certificates.isEmpty()) {
            certificates.add(certificate(text));
        }
        return certificates;
    }

    private static X509Certificate certificate(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (IllegalArgumentException | CertificateException | ClassCastException notOne) {
            throw new IllegalArgumentException("is not an X.509 certificate as PEM or Base64", notOne);
        }
    }
}
