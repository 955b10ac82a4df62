package io.ssokit.connection;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * A trusted SAML 2.0 identity provider. Immutable.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common
 * @param metadata where the IdP's keys and addresses come from
 * @param metadataCertificates if there are any, metadata must be signed by the key of one of them
 * @param idpEntityId the IdP's entityId; if empty, the metadata must hold exactly one IdP
 * @param entityId our entityId towards this IdP; {@code {base-url}/sso/saml/{connection}/metadata} if empty
 * @param idpInitiated what happens to responses nobody asked for
 * @param requests what we ask for, and how
 * @param acceptance what we demand of responses beyond what is always demanded, and what is let pass by name
 */
public record SamlConnection(
        String id,
        Trust trust,
        MetadataSource metadata,
        List<X509Certificate> metadataCertificates,
        Optional<String> idpEntityId,
        Optional<String> entityId,
        IdpInitiated idpInitiated,
        SamlRequests requests,
        SamlAcceptance acceptance)
        implements IdpConnection {
    public SamlConnection {
        metadataCertificates = List.copyOf(metadataCertificates);
    }

    /** Where an IdP's keys and addresses come from. */
    public sealed interface MetadataSource {
        /** Fetched and refreshed. */
        record Url(URI url) implements MetadataSource {}

        /** Read from a file. */
        record File(Path path) implements MetadataSource {}

        /** Pasted. */
        record Xml(String xml) implements MetadataSource {
            @Override
            public String toString() {
                return "Xml[" + xml.length() + " characters]";
            }
        }

        /**
         * Entered by hand, together with the entityId and {@link SamlRequests#ssoUrl}.
         *
         * @param certificates whose keys sign; at least one
         * @param sloUrl where logout messages go
         */
        record Entered(List<X509Certificate> certificates, Optional<URI> sloUrl) implements MetadataSource {
            public Entered {
                certificates = List.copyOf(certificates);
            }

            @Override
            public String toString() {
                return "Entered[" + certificates.size() + " certificates]";
            }
        }
    }

    /** What happens to a response that answers no request of ours (SAML Profiles 4.1.5). */
    public enum IdpInitiated {
        /** What came is dropped and a login of our own is started, so that the IdP's portal tile works. */
        BOUNCE,
        /** Refused with a page. */
        REJECT,
        /** Accepted, once: whoever gets hold of such a response before its person does signs in with it. */
        ALLOW
    }

    @Override
    public String protocol() {
        return "saml";
    }

    /** Our entityId towards this IdP. */
    public String entityId(ServiceProvider serviceProvider) {
        return entityId.orElseGet(() -> serviceProvider.samlEntityId(id));
    }
}
