package io.ssokit.internal.saml;

import static io.ssokit.internal.saml.IdpMetadataReader.unusable;

import io.ssokit.internal.saml.IdpMetadata.Binding;
import io.ssokit.internal.saml.IdpMetadata.LogoutEndpoint;
import io.ssokit.internal.saml.IdpMetadataReader.Validity;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads keys and addresses from an IDPSSODescriptor (SAML Metadata 2.4.3), or takes those entered by hand. */
final class IdpRole {
    private static final int MAX_CERTIFICATE_BYTES = 64 * 1024;

    /** Every key is tried on a signature of unknown origin, so what one of those may cost is bounded here. */
    private static final int MAX_CERTIFICATES = 20;

    private static final int MAX_RSA_BITS = 8192;

    private IdpRole() {}

    /** @throws SamlRefusal if nobody could sign in with what is in {@code role}, or an address is none */
    static IdpMetadata read(String entityId, El role, Validity validity, boolean allowHttp) {
        List<X509Certificate> certificates = signingCertificates(role);
        Map<Binding, URI> singleSignOn = singleSignOn(role, allowHttp);
        if (singleSignOn.isEmpty()) {
            throw unusable("a SingleSignOnService by HTTP-Redirect or HTTP-POST", "none");
        }
        return new IdpMetadata(
                entityId,
                keys(entityId, certificates),
                certificates,
                isTrue(role.attribute("WantAuthnRequestsSigned")),
                singleSignOn,
                singleLogout(role, allowHttp),
                artifactResolution(role, allowHttp),
                Optional.ofNullable(validity.until()),
                Optional.ofNullable(validity.cache()));
    }

    /** An identity provider without metadata; where it takes requests is the connection's {@code sso-url}. */
    static IdpMetadata entered(String entityId, Collection<X509Certificate> certificates, Optional<URI> sloUrl) {
        List<X509Certificate> distinct = List.copyOf(new LinkedHashSet<>(certificates));
        Map<Binding, LogoutEndpoint> singleLogout = new EnumMap<>(Binding.class);
        sloUrl.map(url -> new LogoutEndpoint(url, url)).ifPresent(endpoint -> {
            for (Binding binding : Binding.values()) {
                singleLogout.put(binding, endpoint);
            }
        });
        return new IdpMetadata(
                entityId,
                keys(entityId, distinct),
                distinct,
                // Nobody has said so, but who registered us by our metadata has our key, and Keycloak then demands it.
                true,
                Map.of(),
                singleLogout,
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
    }

    private static TrustedKeys keys(String entityId, List<X509Certificate> certificates) {
        if (certificates.isEmpty()) {
            throw unusable("at least one signing certificate of " + entityId, "none");
        }
        for (X509Certificate certificate : certificates) {
            if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                    && rsa.getModulus().bitLength() > MAX_RSA_BITS) {
                throw unusable("RSA keys of at most " + MAX_RSA_BITS + " bits", "a longer one");
            }
        }
        TrustedKeys keys = TrustedKeys.ofCertificates(certificates);
        keys.usable();
        return keys;
    }

    /** SAML Metadata 2.4.1.1: a KeyDescriptor without {@code use} is for signing too. */
    private static List<X509Certificate> signingCertificates(El role) {
        Set<X509Certificate> certificates = new LinkedHashSet<>();
        for (El descriptor : role.elements(Names.MD, "KeyDescriptor")) {
            String use = descriptor.attribute("use");
            if (use == null || use.equals("signing")) {
                for (El text : certificateTexts(descriptor)) {
                    if (certificates.size() == MAX_CERTIFICATES) {
                        throw unusable("at most " + MAX_CERTIFICATES + " signing certificates", "more");
                    }
                    certificates.add(certificate(text));
                }
            }
        }
        return List.copyOf(certificates);
    }

    private static List<El> certificateTexts(El descriptor) {
        List<El> texts = new ArrayList<>();
        for (El keyInfo : descriptor.elements(Names.DS, "KeyInfo")) {
            for (El data : keyInfo.elements(Names.DS, "X509Data")) {
                texts.addAll(data.elements(Names.DS, "X509Certificate"));
            }
        }
        return texts;
    }

    private static X509Certificate certificate(El element) {
        byte[] der = StrictBase64.decode(element.text(), MAX_CERTIFICATE_BYTES, "X509Certificate");
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw unusable("X.509 certificates in DER and Base64", "something else in an X509Certificate");
        }
    }

    private static Map<Binding, URI> singleSignOn(El role, boolean allowHttp) {
        Map<Binding, URI> endpoints = new EnumMap<>(Binding.class);
        byBinding(role, "SingleSignOnService", (binding, endpoint) -> {
            URI location = location(endpoint, "Location", allowHttp);
            endpoints.putIfAbsent(binding, location);
        });
        return endpoints;
    }

    private static Map<Binding, LogoutEndpoint> singleLogout(El role, boolean allowHttp) {
        Map<Binding, LogoutEndpoint> endpoints = new EnumMap<>(Binding.class);
        byBinding(role, "SingleLogoutService", (binding, endpoint) -> {
            URI location = location(endpoint, "Location", allowHttp);
            URI response = endpoint.attribute("ResponseLocation") == null
                    ? location
                    : location(endpoint, "ResponseLocation", allowHttp);
            endpoints.putIfAbsent(binding, new LogoutEndpoint(location, response));
        });
        return endpoints;
    }

    private static void byBinding(El role, String service, BiConsumer<Binding, El> use) {
        for (El endpoint : role.elements(Names.MD, service)) {
            for (Binding binding : Binding.values()) {
                if (binding.uri().equals(endpoint.attribute("Binding"))) {
                    use.accept(binding, endpoint);
                }
            }
        }
    }

    private static SortedMap<Integer, URI> artifactResolution(El role, boolean allowHttp) {
        SortedMap<Integer, URI> endpoints = new TreeMap<>();
        for (El endpoint : role.elements(Names.MD, "ArtifactResolutionService")) {
            String index = endpoint.attribute("index");
            boolean numbered = index != null && index.matches("[0-9]{1,5}");
            if (numbered && Names.BINDING_SOAP.equals(endpoint.attribute("Binding"))) {
                endpoints.putIfAbsent(Integer.valueOf(index), location(endpoint, "Location", allowHttp));
            }
        }
        return endpoints;
    }

    /** Browsers are sent there, so nothing but a web address will do: no {@code javascript:}, no {@code data:}. */
    private static URI location(El endpoint, String attribute, boolean allowHttp) {
        String text = String.valueOf(endpoint.attribute(attribute));
        try {
            URI location = new URI(XmlSpace.trim(text));
            boolean web = "https".equalsIgnoreCase(location.getScheme())
                    || allowHttp && "http".equalsIgnoreCase(location.getScheme());
            if (web && location.getHost() != null && location.getRawUserInfo() == null) {
                return location;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw unusable("an https " + attribute + " of " + endpoint.local(), SamlRefusal.quote(text));
    }

    /** xs:boolean. */
    private static boolean isTrue(@Nullable String value) {
        return "true".equals(value) || "1".equals(value);
    }
}
