package io.ssokit.oidc;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.LastGood;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys a provider signs with, read from its key set when they are needed. A token by a key that is not among them has
 * the set read again, at most once a minute; the last good set outlives an outage. Thread-safe.
 */
final class ProviderKeys {
    private static final LastGood.Times TIMES = new LastGood.Times(
            Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(90), Duration.ofHours(24));
    private static final Duration ALMOST_OLD = Duration.ofMinutes(8);
    private static final Duration BETWEEN_RENEWALS = Duration.ofMinutes(1);
    private static final int MAX_KEYS = 100;

    /** Names tell keys apart (RFC 7517 §4.5). Anybody may send a token, and a hundred keys of one name cost a second to try. */
    private static final int MAX_OF_ONE_NAME = 4;

    private final URI address;
    private final LastGood<List<VerificationKey>> keys;

    ProviderKeys(URI address, boolean insecureAllowHttp, HttpFetcher fetcher, Clock clock) {
        this.address = address;
        this.keys = new LastGood<>(
                () -> parse(
                        address, fetcher.get(address, "application/jwk-set+json, application/json", insecureAllowHttp)),
                clock,
                TIMES);
    }

    /** {@code jwks_uri}. */
    URI address() {
        return address;
    }

    /** Reads the set again in the background before a sign-in finds it old. */
    void keepFresh() {
        keys.refresh(ALMOST_OLD);
    }

    /**
     * Returns if one of the provider's keys made the signature.
     *
     * @throws LoginException with SIGNATURE if none did
     * @throws IdpUnavailableException if the keys cannot be had
     */
    void requireSignature(CompactJws token) {
        List<VerificationKey> known = keys.get();
        if (isSigned(token, known)) {
            return;
        }
        List<VerificationKey> renewed = keys.renew(BETWEEN_RENEWALS);
        if (renewed != known && isSigned(token, renewed)) {
            return;
        }
        throw LoginException.of(
                LoginError.SIGNATURE,
                "an ID token signed by a key of " + address,
                token.keyId()
                        .map(name -> "no valid signature by key '" + name + "'")
                        .orElse("no valid signature by the only key, or no kid among several keys"));
    }

    private static boolean isSigned(CompactJws token, List<VerificationKey> keys) {
        List<VerificationKey> candidates =
                keys.stream().filter(key -> key.fits(token.algorithm())).toList();
        Optional<String> name = token.keyId();
        if (name.isPresent()) {
            return candidates.stream()
                    .filter(key -> key.isNamed(name.get()))
                    .limit(MAX_OF_ONE_NAME)
                    .anyMatch(key -> key.verifies(token));
        }
        // OpenID Connect Core 10.1: without a kid the set must leave no choice
        return candidates.size() == 1 && candidates.get(0).verifies(token);
    }

    /**
     * Reads a key set (RFC 7517 §5); members that are no usable signing key are passed over.
     *
     * @throws IdpUnavailableException if nothing is left
     */
    static List<VerificationKey> parse(URI address, byte[] document) {
        Object members = StrictJson.object(document).map(set -> set.get("keys")).orElse(null);
        List<VerificationKey> keys = new ArrayList<>();
        if (members instanceof List<?> list) {
            for (Object member : list) {
                if (member instanceof Map<?, ?> key && keys.size() < MAX_KEYS) {
                    VerificationKey.of(key).ifPresent(keys::add);
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IdpUnavailableException(address + ": no key set with a usable signing key", null);
        }
        return List.copyOf(keys);
    }
}
