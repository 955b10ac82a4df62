package io.ssokit.connection;

import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A trusted SAML 2.0 identity provider. Immutable.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common
 * @param metadata where the IdP's metadata comes from
 * @param idpEntityId the IdP's entityId; if empty, the metadata must hold exactly one IdP
 * @param entityId our entityId towards this IdP; {@code {base-url}/sso/saml/{connection}/metadata} if empty
 * @param idpInitiated what happens to responses nobody asked for
 * @param wantAssertionsSigned whether the assertion itself must be signed even when the response is
 * @param wantResponseSigned whether the response itself must be signed even when the assertion is
 */
public record SamlConnection(
        String id,
        Trust trust,
        MetadataSource metadata,
        Optional<String> idpEntityId,
        Optional<String> entityId,
        IdpInitiated idpInitiated,
        boolean wantAssertionsSigned,
        boolean wantResponseSigned)
        implements IdpConnection {

    /** Where an IdP's metadata comes from. */
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
    }

    /** What happens to a response that answers no request of ours (SAML Profiles 4.1.5). */
    public enum IdpInitiated {
        /** What came is dropped and a login of our own is started, so that the IdP's portal tile works. */
        BOUNCE,
        /** Refused with a page. */
        REJECT
    }

    @Override
    public String protocol() {
        return "saml";
    }

    /** Our entityId towards this IdP. */
    public String entityId(ServiceProvider serviceProvider) {
        return entityId.orElseGet(() -> serviceProvider.samlEntityId(id));
    }

    /** Options of a SAML connection. Not thread-safe. */
    public static final class Builder extends ConnectionBuilder<Builder> {
        private @Nullable MetadataSource metadata;
        private @Nullable String idpEntityId;
        private @Nullable String entityId;
        private IdpInitiated idpInitiated = IdpInitiated.BOUNCE;
        private boolean wantAssertionsSigned;
        private boolean wantResponseSigned;

        Builder(String id) {
            super(id);
        }

        @Override
        Builder self() {
            return this;
        }

        /** The IdP's metadata by https URL; also a {@code file:} URL. Fetched at first use, and again when it is old. */
        public Builder metadata(URI url) {
            this.metadata = "file".equalsIgnoreCase(url.getScheme())
                    ? new MetadataSource.File(Path.of(url))
                    : new MetadataSource.Url(url);
            return this;
        }

        /** The IdP's metadata from a file. */
        public Builder metadata(Path file) {
            this.metadata = new MetadataSource.File(file);
            return this;
        }

        /** The IdP's metadata as XML text. */
        public Builder metadataXml(String xml) {
            this.metadata = new MetadataSource.Xml(xml);
            return this;
        }

        /** The IdP's entityId, needed when the metadata holds several IdPs. */
        public Builder idpEntityId(String id) {
            this.idpEntityId = id;
            return this;
        }

        /** Our entityId towards this IdP, if it is not the address of our metadata. */
        public Builder entityId(String id) {
            this.entityId = id;
            return this;
        }

        /** What happens to responses nobody asked for; {@link IdpInitiated#BOUNCE} unless told otherwise. */
        public Builder idpInitiated(IdpInitiated rule) {
            this.idpInitiated = rule;
            return this;
        }

        /** Demands a signature on the assertion itself. A signature on one of the two is always demanded. */
        public Builder expectSignedAssertion() {
            this.wantAssertionsSigned = true;
            return this;
        }

        /** Demands a signature on the response itself. A signature on one of the two is always demanded. */
        public Builder expectSignedResponse() {
            this.wantResponseSigned = true;
            return this;
        }

        @Override
        public SamlConnection build() {
            Trust trust = trust();
            MetadataSource source = metadata;
            if (source == null) {
                problem("metadata", "is missing: the IdP's metadata as URL, file or XML");
            } else if (source instanceof MetadataSource.Url from) {
                Urls.problemOf(from.url(), allowsHttp()).ifPresent(text -> problem("metadata", text));
            }
            refuseProblems();
            return new SamlConnection(
                    id,
                    trust,
                    Objects.requireNonNull(source),
                    Optional.ofNullable(idpEntityId),
                    Optional.ofNullable(entityId),
                    idpInitiated,
                    wantAssertionsSigned,
                    wantResponseSigned);
        }
    }
}
