package io.ssokit.internal.saml;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnection.MetadataSource;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.HttpFetcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata of the identity providers in use: loaded at first need, refreshed in the background, the last good copy
 * kept while a source is down. A source that fails is left alone for some seconds, so that a dead identity provider
 * costs one waiting request and not every one. Thread-safe.
 */
final class IdpMetadataCache {
    private static final Logger LOG = LoggerFactory.getLogger(IdpMetadataCache.class);
    private static final String ACCEPT = SamlMetadata.CONTENT_TYPE + ", application/xml, text/xml";
    private static final Duration REFRESH_AFTER = Duration.ofMinutes(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final Duration RELOAD_AT_MOST_EVERY = Duration.ofMinutes(1);
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final HttpFetcher fetcher;
    private final Clock clock;
    private final LoadingCache<Source, Entry> cache;

    IdpMetadataCache(HttpFetcher fetcher, Clock clock) {
        this.fetcher = fetcher;
        this.clock = clock;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(MAX_BYTES)
                .weigher((Source source, Entry entry) -> entry.bytes())
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .expireAfter(Expiry.<Source, Entry>writing((source, entry) -> entry.lifetime()))
                .refreshAfterWrite(REFRESH_AFTER)
                .build(new Loader());
    }

    /** Where metadata comes from and which entity of it is meant; connections that agree in this share one entry. */
    private record Source(MetadataSource from, Optional<String> entityId, boolean allowHttp) {
        static Source of(SamlConnection connection) {
            return new Source(
                    connection.metadata(),
                    connection.idpEntityId(),
                    connection.trust().insecureAllowHttp());
        }

        @Override
        public String toString() {
            return from.toString();
        }
    }

    /** What came of loading: metadata, or why there is none. */
    private record Entry(Optional<IdpMetadata> metadata, String problem, int bytes, Instant loadedAt) {
        Duration lifetime() {
            return metadata.isPresent() ? Duration.ofNanos(Long.MAX_VALUE) : RETRY_AFTER;
        }
    }

    /**
     * The identity provider of {@code connection}. May block for the time the source takes to answer.
     *
     * @throws IdpUnavailableException if its metadata cannot be had, or has ended, or is not usable
     */
    IdpMetadata get(SamlConnection connection) {
        Source source = Source.of(connection);
        Entry entry = cache.get(source);
        if (entry.metadata().isPresent() && entry.metadata().get().isExpired(clock.instant())) {
            cache.asMap().remove(source, entry);
            entry = cache.get(source);
        }
        return required(connection, entry);
    }

    /**
     * Loads again what may have become old, at most once a minute: a signature that does not verify may be by a key that
     * the identity provider has changed to since. Where it loads from is our configuration, never the message.
     *
     * @return the metadata, if it has other keys than {@code known}
     */
    Optional<IdpMetadata> reload(SamlConnection connection, IdpMetadata known) {
        Source source = Source.of(connection);
        Entry entry = cache.get(source);
        if (entry.loadedAt().plus(RELOAD_AT_MOST_EVERY).isAfter(clock.instant())) {
            return entry.metadata().filter(current -> !current.keys().equals(known.keys()));
        }
        try {
            Optional<IdpMetadata> fresh = cache.refresh(source).join().metadata();
            return fresh.filter(current -> !current.keys().equals(known.keys()));
        } catch (CompletionException e) {
            LOG.warn("Metadata {} could not be loaded again", source, e);
            return Optional.empty();
        }
    }

    private static IdpMetadata required(SamlConnection connection, Entry entry) {
        return entry.metadata()
                .orElseThrow(() -> new IdpUnavailableException(
                        "metadata of connection " + connection.id() + ": " + entry.problem(), null));
    }

    private final class Loader implements CacheLoader<Source, Entry> {
        @Override
        public Entry load(Source source) {
            try {
                byte[] document = document(source);
                IdpMetadata metadata = SamlMetadata.read(document, source.entityId(), source.allowHttp());
                if (metadata.isExpired(clock.instant())) {
                    return failed(source, "it ended at " + metadata.validUntil().orElseThrow());
                }
                return new Entry(Optional.of(metadata), "", document.length, clock.instant());
            } catch (SamlRefusal refusal) {
                return failed(source, "expected " + refusal.expected() + ", received " + refusal.received());
            } catch (IdpUnavailableException e) {
                return failed(source, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                return failed(source, "it cannot be read: " + e);
            }
        }

        @Override
        public Entry reload(Source source, Entry old) {
            Entry fresh = load(source);
            return fresh.metadata().isPresent() ? fresh : old;
        }

        private byte[] document(Source source) throws IOException {
            MetadataSource from = source.from();
            if (from instanceof MetadataSource.Url remote) {
                return fetcher.get(remote.url(), ACCEPT, source.allowHttp());
            }
            if (from instanceof MetadataSource.File file) {
                return file(file);
            }
            return ((MetadataSource.Xml) from).xml().getBytes(StandardCharsets.UTF_8);
        }

        private byte[] file(MetadataSource.File file) throws IOException {
            try (InputStream in = Files.newInputStream(file.path())) {
                // One more than the parser takes, for it to refuse.
                return in.readNBytes(XmlLimits.METADATA.bytes() + 1);
            }
        }

        private Entry failed(Source source, String problem) {
            LOG.warn("Metadata {} is not usable: {}", source, problem);
            return new Entry(Optional.empty(), problem, 1, clock.instant());
        }
    }
}
