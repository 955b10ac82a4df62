package io.ssokit.internal.saml;

import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.SamlRequests.Sign;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeys;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Our own description for one identity provider (SAML Metadata 2.4.4); {@link IdpMetadataReader} reads theirs. Immutable.
 *
 * @param signsRequests whether every authentication request is signed
 * @param signing certificates of the keys we sign with, the current one last
 * @param encryption the certificate to encrypt to
 * @param gcmOnly whether content encrypted by AES-CBC is refused
 * @param nameIdFormats what we make use of, best first
 * @param acsUrl where responses and artifacts come to
 * @param takesArtifacts whether responses travel by artifact
 * @param sloUrl where logout messages come to
 */
record SamlMetadata(
        String entityId,
        boolean signsRequests,
        List<X509Certificate> signing,
        List<X509Certificate> encryption,
        boolean gcmOnly,
        List<String> nameIdFormats,
        URI acsUrl,
        boolean takesArtifacts,
        URI sloUrl) {
    /** The media type of SAML metadata (SAML Metadata, appendix A). */
    static final String CONTENT_TYPE = "application/samlmetadata+xml";

    private static final List<String> FORMATS =
            List.of(Names.FORMAT_PERSISTENT, Names.FORMAT_EMAIL, Names.FORMAT_UNSPECIFIED, Names.FORMAT_TRANSIENT);

    /** What content may be encrypted by, best first (XML Encryption 1.1 5.2). */
    private static final List<ContentCipher> CIPHERS = List.of(
            ContentCipher.AES256_GCM,
            ContentCipher.AES192_GCM,
            ContentCipher.AES128_GCM,
            ContentCipher.AES256_CBC,
            ContentCipher.AES192_CBC,
            ContentCipher.AES128_CBC);

    /** What its key may be encrypted by; the first is what every identity provider has. */
    private static final List<String> TRANSPORTS = List.of(Names.XENC + "rsa-oaep-mgf1p", Names.XENC11 + "rsa-oaep");

    SamlMetadata {
        signing = List.copyOf(signing);
        encryption = List.copyOf(encryption);
        nameIdFormats = List.copyOf(nameIdFormats);
    }

    /**
     * What this connection's identity provider is told.
     *
     * @param idp asked whether it wants signed requests, if that is what decides
     * @throws io.ssokit.key.SamlKeyException if our keys cannot be used
     */
    static SamlMetadata of(
            SamlConnection connection, ServiceProvider serviceProvider, SamlKeys keys, Supplier<IdpMetadata> idp) {
        SamlRequests requests = connection.requests();
        return new SamlMetadata(
                connection.entityId(serviceProvider),
                signsRequests(requests.sign(), idp),
                requests.sign() == Sign.NEVER && !requests.singleLogout()
                        ? List.of()
                        : currentLast(keys.published(Use.SIGNING)),
                keys.published(Use.ENCRYPTION),
                connection.acceptance().gcm(),
                requests.nameIdFormat().map(List::of).orElse(FORMATS),
                serviceProvider.samlAcsUrl(connection.id()),
                requests.response() == SamlRequests.ResponseBinding.ARTIFACT,
                serviceProvider.samlSloUrl(connection.id()));
    }

    /** An identity provider that cannot be asked now is promised nothing; a promise kept without having been made is fine. */
    private static boolean signsRequests(Sign rule, Supplier<IdpMetadata> idp) {
        if (rule != Sign.WHEN_WANTED) {
            return rule == Sign.ALWAYS;
        }
        try {
            return idp.get().wantsSignedRequests();
        } catch (IdpUnavailableException unknown) {
            return false;
        }
    }

    /** Keycloak keeps one signing certificate, the last: not one that nothing is signed with yet, or any more. */
    private static List<X509Certificate> currentLast(List<X509Certificate> currentFirst) {
        List<X509Certificate> reversed = new ArrayList<>(currentFirst);
        Collections.reverse(reversed);
        return reversed;
    }

    /** The document, in the order of the schema. */
    String xml() {
        XmlWriter xml = new XmlWriter();
        xml.start("md:EntityDescriptor", "xmlns:md", Names.MD, "entityID", entityId);
        xml.start(
                "md:SPSSODescriptor",
                "AuthnRequestsSigned",
                String.valueOf(signsRequests),
                // A signed assertion satisfies every policy a connection can have, so that is what we ask for.
                "WantAssertionsSigned",
                "true",
                "protocolSupportEnumeration",
                Names.SAMLP);
        signing.forEach(certificate -> key(xml, "signing", certificate));
        encryption.forEach(certificate -> key(xml, "encryption", certificate));
        // SAML Profiles 4.4.4.2: an answer that nobody can verify is none.
        if (!signing.isEmpty()) {
            endpoint(xml, "md:SingleLogoutService", Names.BINDING_REDIRECT, sloUrl);
            endpoint(xml, "md:SingleLogoutService", Names.BINDING_POST, sloUrl);
        }
        nameIdFormats.forEach(format -> xml.element("md:NameIDFormat", format));
        String post = String.valueOf(!takesArtifacts);
        endpoint(xml, "md:AssertionConsumerService", Names.BINDING_POST, acsUrl, "index", "0", "isDefault", post);
        if (takesArtifacts) {
            endpoint(
                    xml,
                    "md:AssertionConsumerService",
                    Names.BINDING_ARTIFACT,
                    acsUrl,
                    "index",
                    "1",
                    "isDefault",
                    "true");
        }
        return xml.end("md:SPSSODescriptor").end("md:EntityDescriptor").toString();
    }

    /** SAML Metadata 2.4.1.1; always with a use, for Keycloak passes over a key without. */
    private void key(XmlWriter xml, String use, X509Certificate certificate) {
        xml.start("md:KeyDescriptor", "use", use).start("ds:KeyInfo", "xmlns:ds", Names.DS);
        xml.start("ds:X509Data").element("ds:X509Certificate", base64(certificate));
        xml.end("ds:X509Data").end("ds:KeyInfo");
        if (use.equals("encryption")) {
            CIPHERS.stream()
                    .filter(cipher -> cipher.isAuthenticated() || !gcmOnly)
                    .forEach(cipher -> method(xml, cipher.uri()));
            TRANSPORTS.forEach(uri -> method(xml, uri));
        }
        xml.end("md:KeyDescriptor");
    }

    private static void method(XmlWriter xml, String uri) {
        xml.start("md:EncryptionMethod", "Algorithm", uri).end("md:EncryptionMethod");
    }

    private static void endpoint(XmlWriter xml, String name, String binding, URI location, String... more) {
        List<String> attributes = new ArrayList<>(List.of("Binding", binding, "Location", location.toString()));
        attributes.addAll(List.of(more));
        xml.start(name, attributes.toArray(String[]::new)).end(name);
    }

    private static String base64(X509Certificate certificate) {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException unencodable) {
            throw new IllegalStateException(unencodable);
        }
    }
}
