package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.IdpMetadata.Binding;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads identity providers' metadata and writes our own (SAML Metadata 2.0). */
final class SamlMetadata {
    /** The media type of SAML metadata (SAML Metadata, appendix A). */
    static final String CONTENT_TYPE = "application/samlmetadata+xml";

    private static final int MAX_CERTIFICATE_BYTES = 64 * 1024;

    private SamlMetadata() {}

    /** An entity and the earliest {@code validUntil} of it and the groups around it. */
    private record Entity(El element, @Nullable Instant validUntil) {}

    /**
     * Reads the description of one identity provider.
     *
     * @param document an EntityDescriptor, or an EntitiesDescriptor with the wanted one among others
     * @param wanted the entityId to look for; if empty, there must be exactly one identity provider
     * @param allowHttp whether endpoints without TLS are accepted
     * @throws SamlRefusal if the document is malformed, or the identity provider is not in it or not usable
     */
    static IdpMetadata read(byte[] document, Optional<String> wanted, boolean allowHttp) {
        El root = Xml.parse(document, XmlLimits.METADATA);
        List<Entity> idps = new ArrayList<>();
        collect(root, null, idps);
        List<Entity> chosen = idps.stream()
                .filter(idp ->
                        wanted.isEmpty() || wanted.get().equals(idp.element().attribute("entityID")))
                .toList();
        if (chosen.size() != 1) {
            throw unusable(
                    wanted.map(id -> "one identity provider with entityID " + id)
                            .orElse("one identity provider (name it by idp-entity-id if there are several)"),
                    chosen.size() + " of " + idps.size() + " identity providers");
        }
        return read(chosen.get(0), allowHttp);
    }

    private static void collect(El element, @Nullable Instant outerEnd, List<Entity> idps) {
        boolean group = element.is(Names.MD, "EntitiesDescriptor");
        if (!group && !element.is(Names.MD, "EntityDescriptor")) {
            throw unusable("an md:EntityDescriptor or md:EntitiesDescriptor", SamlRefusal.quote(element.local()));
        }
        Instant end = earlier(outerEnd, SamlTime.attribute(element, "validUntil"));
        if (!group) {
            El role = idpRole(element);
            if (role != null) {
                idps.add(new Entity(element, earlier(end, SamlTime.attribute(role, "validUntil"))));
            }
            return;
        }
        for (El child : element.elements()) {
            if (child.is(Names.MD, "EntityDescriptor") || child.is(Names.MD, "EntitiesDescriptor")) {
                collect(child, end, idps);
            }
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    /** The role that speaks SAML 2.0; an entity may also describe older protocols. */
    private static @Nullable El idpRole(El entity) {
        for (El role : entity.elements(Names.MD, "IDPSSODescriptor")) {
            String protocols = role.attribute("protocolSupportEnumeration");
            if (protocols != null
                    && List.of(protocols.split("[ \\t\\r\\n]+", -1)).contains(Names.SAMLP)) {
                return role;
            }
        }
        return null;
    }

    private static IdpMetadata read(Entity idp, boolean allowHttp) {
        String entityId = idp.element().attribute("entityID");
        El role = idpRole(idp.element());
        if (role == null || entityId == null || entityId.isBlank()) {
            throw unusable("an identity provider with an entityID", "one without");
        }
        List<X509Certificate> certificates = signingCertificates(role);
        if (certificates.isEmpty()) {
            throw unusable("at least one signing certificate of " + entityId, "none");
        }
        Map<Binding, URI> singleSignOn = endpoints(role, "SingleSignOnService", allowHttp);
        if (singleSignOn.isEmpty()) {
            throw unusable("a SingleSignOnService by HTTP-Redirect or HTTP-POST", "none");
        }
        return new IdpMetadata(
                entityId,
                TrustedKeys.ofCertificates(certificates),
                singleSignOn,
                Optional.ofNullable(idp.validUntil()));
    }

    /** SAML Metadata 2.4.1.1: a KeyDescriptor without {@code use} is for signing too. */
    private static List<X509Certificate> signingCertificates(El role) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (El descriptor : role.elements(Names.MD, "KeyDescriptor")) {
            String use = descriptor.attribute("use");
            if (use == null || use.equals("signing")) {
                for (El keyInfo : descriptor.elements(Names.DS, "KeyInfo")) {
                    for (El data : keyInfo.elements(Names.DS, "X509Data")) {
                        data.elements(Names.DS, "X509Certificate").forEach(text -> certificates.add(certificate(text)));
                    }
                }
            }
        }
        return certificates;
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

    private static Map<Binding, URI> endpoints(El role, String service, boolean allowHttp) {
        Map<Binding, URI> endpoints = new EnumMap<>(Binding.class);
        for (El endpoint : role.elements(Names.MD, service)) {
            for (Binding binding : Binding.values()) {
                if (binding.uri().equals(endpoint.attribute("Binding"))) {
                    endpoints.putIfAbsent(binding, location(endpoint, allowHttp));
                }
            }
        }
        return endpoints;
    }

    /** The browser is sent there, so nothing but a web address will do: no {@code javascript:}, no {@code data:}. */
    private static URI location(El endpoint, boolean allowHttp) {
        String text = String.valueOf(endpoint.attribute("Location"));
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
        throw unusable("an https Location of " + endpoint.local(), SamlRefusal.quote(text));
    }

    private static SamlRefusal unusable(String expected, String received) {
        return SamlRefusal.of(LoginError.IDP_UNAVAILABLE, expected, received);
    }

    /**
     * Our own description for one identity provider (SAML Metadata 2.4.4).
     *
     * @param acsUrl where responses are posted to
     */
    static String write(String entityId, URI acsUrl) {
        XmlWriter xml = new XmlWriter();
        xml.start("md:EntityDescriptor", "xmlns:md", Names.MD, "entityID", entityId);
        // A signed assertion satisfies every policy a connection can have, so that is what we ask for.
        xml.start(
                "md:SPSSODescriptor",
                "AuthnRequestsSigned",
                "false",
                "WantAssertionsSigned",
                "true",
                "protocolSupportEnumeration",
                Names.SAMLP);
        for (String format : List.of(
                Names.FORMAT_PERSISTENT, Names.FORMAT_EMAIL, Names.FORMAT_UNSPECIFIED, Names.FORMAT_TRANSIENT)) {
            xml.element("md:NameIDFormat", format);
        }
        xml.start(
                        "md:AssertionConsumerService",
                        "Binding",
                        Names.BINDING_POST,
                        "Location",
                        acsUrl.toString(),
                        "index",
                        "0",
                        "isDefault",
                        "true")
                .end("md:AssertionConsumerService");
        return xml.end("md:SPSSODescriptor").end("md:EntityDescriptor").toString();
    }
}
