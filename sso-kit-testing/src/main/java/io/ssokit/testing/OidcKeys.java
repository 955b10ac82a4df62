package io.ssokit.testing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an OpenID provider signs with: one RSA key for RS256 and, as soon as they are wanted, the other algorithms of RSA,
 * and a key on each elliptic curve that is wanted. The one that signs stands first. Thread-safe.
 */
final class OidcKeys implements AutoCloseable {
    private final KeyRing rsa;
    private final Set<Algorithm> rsaAlgorithms = EnumSet.of(Algorithm.RS256);
    private final Map<Algorithm, List<JwtKey>> curves = new EnumMap<>(Algorithm.class);

    OidcKeys(String owner, Clock clock) {
        this.rsa = new KeyRing(owner, clock);
    }

    void prepare() {
        rsa.prepare();
    }

    /** The key that signs by this algorithm; it is published from now on. */
    synchronized JwtKey current(Algorithm algorithm) {
        if (!algorithm.isEllipticCurve()) {
            rsaAlgorithms.add(algorithm);
            return JwtKey.of(rsa.current(), algorithm);
        }
        return curves.computeIfAbsent(algorithm, wanted -> List.of(JwtKey.onCurve(wanted)))
                .get(0);
    }

    /** A key of RS256 that is never published. */
    JwtKey stranger() {
        return JwtKey.of(rsa.stranger(), Algorithm.RS256);
    }

    synchronized List<JwtKey> published() {
        List<JwtKey> all = new ArrayList<>();
        for (Algorithm algorithm : rsaAlgorithms) {
            rsa.published().forEach(key -> all.add(JwtKey.of(key, algorithm)));
        }
        curves.values().forEach(all::addAll);
        return all;
    }

    /** Those that have been wanted so far; makes no key. */
    synchronized Set<Algorithm> algorithms() {
        Set<Algorithm> all = EnumSet.copyOf(rsaAlgorithms);
        all.addAll(curves.keySet());
        return all;
    }

    /** New keys sign, the earlier ones stay published. */
    synchronized void rotate() {
        rsa.rotate();
        curves.replaceAll((algorithm, keys) -> with(keys, 0, JwtKey.onCurve(algorithm)));
    }

    /** New keys sign and no others are published. */
    synchronized void replace() {
        rsa.replace();
        curves.replaceAll((algorithm, keys) -> List.of(JwtKey.onCurve(algorithm)));
    }

    /** New keys are published behind those that sign. */
    synchronized void publishNext() {
        rsa.publishNext();
        curves.replaceAll((algorithm, keys) -> with(keys, keys.size(), JwtKey.onCurve(algorithm)));
    }

    /** The keys published in advance sign from now on, the earlier ones stay published. */
    synchronized void useNext() {
        rsa.useNext();
        curves.replaceAll((algorithm, keys) -> {
            JwtKey next = keys.get(keys.size() - 1);
            return with(keys.subList(0, keys.size() - 1), 0, next);
        });
    }

    /** Only the keys that sign stay published. */
    synchronized void retire() {
        rsa.retire();
        curves.replaceAll((algorithm, keys) -> keys.subList(0, 1));
    }

    @Override
    public void close() {
        rsa.close();
    }

    private static List<JwtKey> with(List<JwtKey> keys, int index, JwtKey more) {
        List<JwtKey> all = new ArrayList<>(keys);
        all.add(index, more);
        return List.copyOf(all);
    }
}
