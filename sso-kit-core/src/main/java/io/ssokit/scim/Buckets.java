package io.ssokit.scim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * A bucket for each of many.
 *
 * @param <K> whose
 */
final class Buckets<K> {
    private static final int MAX = 100_000;
    /** A bucket that nobody has touched for a minute is as good as a new one. */
    private static final Duration KEPT = Duration.ofMinutes(2);

    private final Cache<K, Bucket> all = Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterAccess(KEPT)
            // Keeping house for one bucket is less work than waking another thread for it.
            .executor(Runnable::run)
            .build();

    Bucket of(K key) {
        return all.get(key, unused -> new Bucket());
    }
}
