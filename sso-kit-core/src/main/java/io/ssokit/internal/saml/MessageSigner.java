package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.key.SamlKeyException;
import io.ssokit.key.SamlKeys;
import io.ssokit.key.SigningKey;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * Signs the messages that we send: by an enveloped XML signature where a message travels as XML (SAML Core 5.4), by a
 * signature beside it where it travels in a URL (SAML Bindings 3.4.4.1). SHA-256 with RSA or ECDSA, as the key is.
 * Immutable and thread-safe.
 */
final class MessageSigner {
    private static final int MAX_BYTES = 64 * 1024;

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SignatureAlgorithm algorithm;

    /**
     * @param key belongs to the public key in {@code certificate}
     * @throws IllegalArgumentException if the key is neither RSA nor EC, or too weak
     */
    MessageSigner(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
        this.algorithm = SignatureAlgorithm.forSigning(certificate.getPublicKey());
    }

    /**
     * Signs with our current key.
     *
     * @throws LoginException if there is none that can be used
     */
    static MessageSigner of(SamlKeys keys) {
        try {
            SigningKey current = keys.signing();
            return new MessageSigner(current.privateKey(), current.certificate());
        } catch (SamlKeyException unusable) {
            throw LoginException.of(
                            LoginError.STORE_UNAVAILABLE,
                            "a key of this app to sign with",
                            String.valueOf(unusable.getMessage()))
                    .causedBy(unusable);
        }
    }

    /**
     * The message with a signature directly after its Issuer, where the schema wants it (SAML Core 3.2.1, 3.2.2).
     *
     * @param message a message with an {@code ID} whose first element is its Issuer
     */
    String enveloped(String message) {
        El root = Xml.parse(message.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        String id = root.attribute("ID");
        if (id == null || !firstIsIssuer(root)) {
            throw new IllegalArgumentException("only a message with an ID and an Issuer in front is signed");
        }
        String canonical = canonical(root);
        String signature = signature(id, octets(root));
        // In canonical XML no text and no attribute has a "<", so the first end tag is that of the Issuer.
        int afterIssuer = canonical.indexOf('>', canonical.indexOf("</")) + 1;
        return canonical.substring(0, afterIssuer) + signature + canonical.substring(afterIssuer);
    }

    /**
     * Where to send the browser with a message in the URL, signed.
     *
     * @param parameter {@code SAMLRequest} or {@code SAMLResponse}
     * @param relayState left out of the URL and of what is signed if empty
     */
    URI redirect(URI endpoint, String parameter, String message, String relayState) {
        String octets = RedirectMessage.query(parameter, message, relayState) + "&SigAlg="
                + RedirectMessage.encode(algorithm.uri());
        byte[] signature = algorithm.sign(key, octets.getBytes(StandardCharsets.US_ASCII));
        return RedirectMessage.at(endpoint, octets + "&Signature=" + RedirectMessage.encode(base64(signature)));
    }

    private static boolean firstIsIssuer(El root) {
        return !root.elements().isEmpty()
                && root.elements().get(0).is(Names.SAML, "Issuer")
                && !root.elements().get(0).hasElements();
    }

    private String signature(String id, ByteSink signed) {
        String info = signedInfo(id, base64(DigestAlgorithm.SHA256.digest(signed)));
        El parsed = Xml.parse(info.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        byte[] value = algorithm.sign(key, octets(parsed).toByteArray());
        // Exclusive canonical XML declares what it uses, so SignedInfo is the same octets alone and in its place.
        return "<ds:Signature xmlns:ds=\"" + Names.DS + "\">"
                + info
                + new XmlWriter().element("ds:SignatureValue", base64(value))
                + keyInfo()
                + "</ds:Signature>";
    }

    private String signedInfo(String id, String digest) {
        return new XmlWriter()
                .start("ds:SignedInfo", "xmlns:ds", Names.DS)
                .empty("ds:CanonicalizationMethod", "Algorithm", C14n.EXCLUSIVE.uri())
                .empty("ds:SignatureMethod", "Algorithm", algorithm.uri())
                .start("ds:Reference", "URI", "#" + id)
                .start("ds:Transforms")
                .empty("ds:Transform", "Algorithm", Names.ENVELOPED)
                .empty("ds:Transform", "Algorithm", C14n.EXCLUSIVE.uri())
                .end("ds:Transforms")
                .empty("ds:DigestMethod", "Algorithm", DigestAlgorithm.SHA256.uri())
                .element("ds:DigestValue", digest)
                .end("ds:Reference")
                .end("ds:SignedInfo")
                .toString();
    }

    /** For peers with several of our certificates; whom they trust is in our metadata. */
    private String keyInfo() {
        try {
            return new XmlWriter()
                    .start("ds:KeyInfo")
                    .start("ds:X509Data")
                    .element("ds:X509Certificate", base64(certificate.getEncoded()))
                    .end("ds:X509Data")
                    .end("ds:KeyInfo")
                    .toString();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("our own certificate cannot be encoded", e);
        }
    }

    private static String canonical(El element) {
        return new String(octets(element).toByteArray(), StandardCharsets.UTF_8);
    }

    private static ByteSink octets(El element) {
        ByteSink out = new ByteSink(1024, MAX_BYTES);
        Xml.canonicalize(element, C14n.EXCLUSIVE, "", null, out);
        return out;
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
