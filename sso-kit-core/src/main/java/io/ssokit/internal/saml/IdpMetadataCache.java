package io.ssokit.internal.saml;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.MetadataSource;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.LastGood;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The metadata of the identity providers in use: read at first need, again when it is no longer fresh, and kept while its
 * source is down. Thread-safe.
 */
final class IdpMetadataCache {
    private static final String ACCEPT = SamlMetadata.CONTENT_TYPE + ", application/xml, text/xml";
    private static final LastGood.Times TIMES =
            new LastGood.Times(Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofDays(7));
    private static final Duration RENEWAL_GAP = Duration.ofMinutes(1);

    /** Roughly what a parsed description takes, beside the XML that a source may hold. */
    private static final int ENTRY_BYTES = 8 * 1024;

    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final HttpFetcher fetcher;
    private final Clock clock;
    private final LoadingCache<Source, LastGood<IdpMetadata>> documents;

    IdpMetadataCache(HttpFetcher fetcher, Clock clock) {
        this.fetcher = fetcher;
        this.clock = clock;
        this.documents = Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((Source source, LastGood<IdpMetadata> document) -> source.bytes())
                .build(source -> new LastGood<>(() -> read(source), clock, TIMES));
    }

    /** Where metadata comes from and which entity of it is meant; connections that agree in this share one document. */
    private record Source(MetadataSource from, Optional<String> entityId, boolean allowHttp) {
        static Source of(SamlConnection connection) {
            return new Source(
                    connection.metadata(),
                    connection.idpEntityId(),
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
     * The identity provider of {@code connection}. May block for the time the source takes to answer.
     *
     * @throws IdpUnavailableException if its metadata cannot be had, or has ended, or is not usable
     */
    IdpMetadata get(SamlConnection connection) {
        LastGood<IdpMetadata> document = documents.get(Source.of(connection));
        IdpMetadata metadata = document.get();
        if (metadata.isExpired(clock.instant())) {
            metadata = document.renew(TIMES.retry());
        }
        if (metadata.isExpired(clock.instant())) {
            throw new IdpUnavailableException("the metadata of connection " + connection.id() + " has ended", null);
        }
        return metadata;
    }

    /**
     * Reads again, at most once a minute, what may have become old: a signature that does not verify may be by a key that
     * the identity provider has changed to since. Where it is read from is our configuration, never the message.
     *
     * @return the metadata, if it has other keys than {@code known}
     * @throws IdpUnavailableException as {@link #get}
     */
    Optional<IdpMetadata> renew(SamlConnection connection, IdpMetadata known) {
        IdpMetadata fresh = documents.get(Source.of(connection)).renew(RENEWAL_GAP);
        boolean other = !fresh.keys().equals(known.keys()) && !fresh.isExpired(clock.instant());
        return other ? Optional.of(fresh) : Optional.empty();
    }

    private IdpMetadata read(Source source) {
        try {
            if (source.from() instanceof MetadataSource.Entered entered) {
                // The builder refuses a connection without it.
                return IdpRole.entered(source.entityId().orElse(""), entered.certificates(), entered.sloUrl());
            }
            return IdpMetadataReader.read(document(source), source.entityId(), source.allowHttp());
        } catch (SamlRefusal refusal) {
            throw new IdpUnavailableException(
                    "unusable metadata " + source.from() + ": expected " + refusal.expected() + ", received "
                            + refusal.received(),
                    refusal);
        } catch (IOException e) {
            throw new IdpUnavailableException("metadata " + source.from() + " cannot be read", e);
        }
    }

    private byte[] document(Source source) throws IOException {
        if (source.from() instanceof MetadataSource.Url remote) {
            return fetcher.get(remote.url(), ACCEPT, source.allowHttp());
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
