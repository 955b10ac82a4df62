package io.ssokit.internal.saml;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.MetadataSource;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** What is known of the identity providers in use. Thread-safe. */
final class IdpMetadataCache {
    private static final String ACCEPT = SamlMetadata.CONTENT_TYPE + ", application/xml, text/xml";

    /** Roughly what a parsed description takes, beside the XML that a source may hold. */
    private static final int ENTRY_BYTES = 16 * 1024;

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /** Threads that wait for a key to turn up, in all connections together. */
    private static final int MAX_WAITING = 16;

    private final HttpFetcher fetcher;
    private final Clock clock;
    private final LoadingCache<Source, MetadataDocument> documents;

    IdpMetadataCache(EngineContext kit) {
        this.fetcher = kit.fetcher();
        this.clock = kit.clock();
        MetadataDocument.Context context = new MetadataDocument.Context(
                clock, kit.background(), new RefreshTimes(RandomToken::fraction), new Semaphore(MAX_WAITING));
        this.documents = Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((Source source, MetadataDocument document) -> source.bytes())
                .build(source -> new MetadataDocument(
                        known -> read(source, known),
                        context,
                        new TrustReport(source.tenant(), source.connection(), kit.audit(), clock)));
    }

    /** Everything of a connection that decides what is trusted: a connection that changes in it starts anew. */
    private record Source(
            String connection,
            String tenant,
            MetadataSource from,
            Optional<String> entityId,
            List<X509Certificate> signers,
            boolean allowHttp) {
        static Source of(SamlConnection connection) {
            return new Source(
                    connection.id(),
                    connection.tenant(),
                    connection.metadata(),
                    connection.idpEntityId(),
                    connection.metadataCertificates(),
                    connection.trust().insecureAllowHttp());
        }

        int bytes() {
            return ENTRY_BYTES
                    + (from instanceof MetadataSource.Xml pasted
                            ? 2 * pasted.xml().length()
                            : 0);
        }
    }

    /**
     * The identity provider of {@code connection}. Blocks only if there is nothing to go on with, and then no longer than
     * the source takes to answer.
     *
     * @throws IdpUnavailableException if its metadata cannot be had, or has ended, or is not usable
     */
    IdpMetadata get(SamlConnection connection) {
        return documents.get(Source.of(connection)).get();
    }

    /** The same as far as it is known without asking anybody: read before, or part of the configuration. */
    Optional<IdpMetadata> known(SamlConnection connection) {
        if (connection.metadata() instanceof MetadataSource.Url) {
            return Optional.ofNullable(documents.getIfPresent(Source.of(connection)))
                    .flatMap(MetadataDocument::known);
        }
        try {
            return Optional.of(get(connection));
        } catch (IdpUnavailableException unusable) {
            return Optional.empty();
        }
    }

    /**
     * The same, read now and not kept: nobody is told of a failure but the caller.
     *
     * @throws IdpUnavailableException as {@link #get}
     */
    IdpMetadata readOnce(SamlConnection connection) {
        return read(Source.of(connection), Optional.empty());
    }

    /** Reads in this thread what is due, for {@link #get} not to have to. */
    IdpMetadata refreshed(SamlConnection connection) {
        MetadataDocument document = documents.get(Source.of(connection));
        document.readIfDue();
        return document.get();
    }

    /**
     * Reads again, at most once a minute, what may have become old: a signature that does not verify may be by a key that
     * the identity provider has changed to since. Where it is read from is our configuration, never the message.
     *
     * @return the metadata, if it has other keys than {@code known}
     * @throws IdpUnavailableException as {@link #get}
     */
    Optional<IdpMetadata> renew(SamlConnection connection, IdpMetadata known) {
        IdpMetadata fresh = documents.get(Source.of(connection)).getForUnknownKey();
        return fresh.keys().equals(known.keys()) ? Optional.empty() : Optional.of(fresh);
    }

    private IdpMetadata read(Source source, Optional<String> known) {
        try {
            IdpMetadata metadata = unchecked(source, known);
            if (metadata.isExpired(clock.instant())) {
                throw IdpMetadataReader.unusable(
                        "metadata that has not ended",
                        "validUntil " + metadata.validUntil().orElseThrow());
            }
            return metadata;
        } catch (SamlRefusal refusal) {
            throw new IdpUnavailableException(
                    "unusable metadata " + source.from() + ": expected " + refusal.expected() + ", received "
                            + refusal.received(),
                    refusal);
        } catch (IOException e) {
            throw new IdpUnavailableException("metadata " + source.from() + " cannot be read", e);
        }
    }

    private IdpMetadata unchecked(Source source, Optional<String> known) throws IOException {
        if (source.from() instanceof MetadataSource.Entered entered) {
            String entityId = source.entityId()
                    .orElseThrow(() -> IdpMetadataReader.unusable("an idp-entity-id beside certificates", "none"));
            return IdpRole.entered(entityId, entered.certificates(), entered.sloUrl());
        }
        // Once known, an identity provider does not become another one because its document says so.
        Optional<String> wanted = source.entityId().or(() -> known);
        return new IdpMetadataReader(wanted, source.signers(), source.allowHttp()).read(document(source));
    }

    private byte[] document(Source source) throws IOException {
        if (source.from() instanceof MetadataSource.Url remote) {
            return fetcher.get(remote.url(), ACCEPT, source.allowHttp(), XmlLimits.METADATA.bytes());
        }
        if (source.from() instanceof MetadataSource.File file) {
            try (InputStream in = Files.newInputStream(file.path())) {
                // One more than the parser takes, for it to refuse.
                return in.readNBytes(XmlLimits.METADATA.bytes() + 1);
            }
        }
        return ((MetadataSource.Xml) source.from()).xml().getBytes(StandardCharsets.UTF_8);
    }
}
