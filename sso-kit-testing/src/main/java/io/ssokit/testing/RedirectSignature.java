package io.ssokit.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The detached signature of HTTP-Redirect, over the octets as they were received (SAML Bindings 3.4.4.1). */
final class RedirectSignature {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final Map<String, String> ALGORITHMS = Map.of(
            MORE + "rsa-sha256", "SHA256withRSA",
            MORE + "rsa-sha384", "SHA384withRSA",
            MORE + "rsa-sha512", "SHA512withRSA",
            MORE + "ecdsa-sha256", "SHA256withECDSA");

    private RedirectSignature() {}

    static boolean holds(String rawQuery, String parameter, List<X509Certificate> certificates) {
        List<String> signed = new ArrayList<>();
        raw(rawQuery, parameter).ifPresent(signed::add);
        raw(rawQuery, "RelayState").ifPresent(signed::add);
        raw(rawQuery, "SigAlg").ifPresent(signed::add);
        Params params = Params.parse(rawQuery);
        String algorithm = ALGORITHMS.get(params.find("SigAlg").orElse(""));
        byte[] octets = String.join("&", signed).getBytes(StandardCharsets.US_ASCII);
        return algorithm != null
                && certificates.stream()
                        .anyMatch(certificate -> verifies(algorithm, octets, params.get("Signature"), certificate));
    }

    /** {@code name=value} as it stands in the query; a name that stands there twice has been refused before. */
    private static Optional<String> raw(String rawQuery, String name) {
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return Optional.of(pair);
            }
        }
        return Optional.empty();
    }

    private static boolean verifies(String algorithm, byte[] octets, String base64, X509Certificate certificate) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(certificate.getPublicKey());
            signature.update(octets);
            return signature.verify(Base64.getDecoder().decode(base64.replaceAll("\\s+", "")));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // a key of another family, or a signature that is none
        }
    }
}
