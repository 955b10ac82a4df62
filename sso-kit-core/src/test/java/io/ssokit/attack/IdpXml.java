package io.ssokit.attack;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Metadata of an identity provider as text, for tests to bend. */
public final class IdpXml {
    public static final String MD = "urn:oasis:names:tc:SAML:2.0:metadata";
    public static final String IDP = "https://idp.example/entity";
    public static final String SSO = "https://idp.example/sso";

    private IdpXml() {}

    /** A good one. */
    public static String entity(String entityId, KeyPair... keys) {
        String descriptors = List.of(keys).stream()
                .map(key -> key("use=\"signing\"", certificate(key)))
                .collect(Collectors.joining());
        return withKeys(entityId, descriptors);
    }

    /** One with these KeyDescriptors. */
    public static String withKeys(String entityId, String descriptors) {
        return "<md:EntityDescriptor xmlns:md=\"" + MD + "\" ID=\"_e\" entityID=\"" + entityId
                + "\"><md:IDPSSODescriptor protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">"
                + descriptors
                + "<md:SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\""
                + SSO
                + "/logout\"/><md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\""
                + " Location=\"" + SSO + "\"/></md:IDPSSODescriptor></md:EntityDescriptor>";
    }

    /** A KeyDescriptor with these X509Certificate contents. */
    public static String key(String use, String... certificates) {
        String all = List.of(certificates).stream()
                .map(text -> "<ds:X509Certificate>" + text + "</ds:X509Certificate>")
                .collect(Collectors.joining());
        return "<md:KeyDescriptor " + use + "><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>"
                + all + "</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";
    }

    /** Base64 in lines of 64 characters, as many products write it. */
    public static String certificate(KeyPair key) {
        try {
            byte[] der = TestKeys.certificate(key, "idp").getEncoded();
            return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Several entities. */
    public static String group(String... entities) {
        return "<md:EntitiesDescriptor xmlns:md=\"" + MD + "\" ID=\"_g\">" + String.join("\n", entities)
                + "</md:EntitiesDescriptor>";
    }

    /** Signs what has this ID. */
    public static String signed(String xml, String id, KeyPair key) {
        org.w3c.dom.Document document = Dom.parse(xml);
        new TestSigner().with(signer -> signer.key = key.getPrivate()).signMetadata(document, id);
        return Dom.write(document);
    }
}
