package io.ssokit.testing;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What a {@link FakeIdp} understood of a service provider's metadata (SAML Metadata 2.4.4). Immutable.
 *
 * @param entityId the service provider's name
 * @param consumers AssertionConsumerServices in document order
 * @param logouts SingleLogoutServices in document order
 * @param signing certificates that may sign what the service provider sends, in document order
 * @param encryption certificates to encrypt to, in document order; the first one is used
 * @param authnRequestsSigned it promises to sign its requests
 * @param wantAssertionsSigned it wants the assertion signed, not the response alone
 */
public record SpMetadata(
        String entityId,
        List<Service> consumers,
        List<Service> logouts,
        List<X509Certificate> signing,
        List<X509Certificate> encryption,
        boolean authnRequestsSigned,
        boolean wantAssertionsSigned) {
    private static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";

    /**
     * One address of the service provider.
     *
     * @param binding URI of the binding
     * @param location where requests go
     * @param responseLocation where responses go; {@code location} unless the metadata says otherwise
     * @param index index of an AssertionConsumerService, or null
     */
    public record Service(
            String binding,
            URI location,
            URI responseLocation,
            @Nullable Integer index) {}

    /** Copies the lists. */
    public SpMetadata {
        consumers = List.copyOf(consumers);
        logouts = List.copyOf(logouts);
        signing = List.copyOf(signing);
        encryption = List.copyOf(encryption);
    }

    /**
     * Reads an EntityDescriptor with an SPSSODescriptor.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static SpMetadata read(String xml) {
        Element entity = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        Element role = SafeXml.child(entity, METADATA, "SPSSODescriptor");
        String entityId = entity.getAttribute("entityID");
        if (role == null || entityId.isEmpty()) {
            throw new BadRequest("that is no metadata of a service provider");
        }
        return new SpMetadata(
                entityId,
                services(role, "AssertionConsumerService"),
                services(role, "SingleLogoutService"),
                certificates(role, "signing"),
                certificates(role, "encryption"),
                SafeXml.isTrue(role.getAttribute("AuthnRequestsSigned")),
                SafeXml.isTrue(role.getAttribute("WantAssertionsSigned")));
    }

    /** The first SingleLogoutService of that binding. */
    public Optional<Service> logout(SamlBinding binding) {
        return logouts.stream()
                .filter(service -> service.binding().equals(binding.uri()))
                .findFirst();
    }

    private static List<Service> services(Element role, String name) {
        return SafeXml.children(role, METADATA, name).stream()
                .map(SpMetadata::service)
                .toList();
    }

    private static Service service(Element element) {
        URI location = uri(element.getAttribute("Location"));
        String response = element.getAttribute("ResponseLocation");
        String index = element.getAttribute("index");
        return new Service(
                element.getAttribute("Binding"),
                location,
                response.isEmpty() ? location : uri(response),
                index.isEmpty() ? null : Integer.valueOf(index));
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("the metadata names an address that is no URL");
        }
    }

    /** SAML Metadata 2.4.1.1: a key without {@code use} serves for both. */
    private static List<X509Certificate> certificates(Element role, String use) {
        return SafeXml.children(role, METADATA, "KeyDescriptor").stream()
                .filter(key ->
                        !key.hasAttribute("use") || key.getAttribute("use").equals(use))
                .flatMap(key -> SafeXml.children(key, DSIG, "KeyInfo").stream())
                .flatMap(info -> SafeXml.children(info, DSIG, "X509Data").stream())
                .flatMap(data -> SafeXml.children(data, DSIG, "X509Certificate").stream())
                .map(certificate -> certificate(certificate.getTextContent()))
                .toList();
    }

    private static X509Certificate certificate(String base64) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | IllegalArgumentException e) {
            throw new BadRequest("the metadata holds a certificate that is none");
        }
    }
}
