package io.ssokit.key;

import io.ssokit.error.KeyError;
import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore.Entry;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was in the store at one moment, opened. Immutable and thread-safe. */
final class KeyRing {
    static final KeyRing EMPTY = new KeyRing(List.of());

    private static final Logger LOG = LoggerFactory.getLogger(SamlKeys.class);
    private static final Comparator<Held> ORDER = Comparator.<Held, Use>comparing(
                    held -> held.key().use())
            .thenComparing(held -> held.key().state())
            .thenComparing(held -> held.key().created(), Comparator.reverseOrder())
            .thenComparing(held -> held.key().id());

    /** A key, and its private half if it opened. */
    record Held(SamlKey key, Entry entry, Optional<PrivateKey> privateKey) {
        boolean is(Use use, State state) {
            return key.use() == use && key.state() == state;
        }

        /** Without the private key. */
        @Override
        public String toString() {
            return "Held[" + entry + "]";
        }
    }

    private final List<Held> held;

    private KeyRing(List<Held> held) {
        this.held = held;
    }

    /** @param before the ring read last: what is in there is not opened again */
    static KeyRing of(List<Entry> entries, KeySeal seal, KeyRing before) {
        Map<Entry, Held> known = new HashMap<>();
        before.held.forEach(one -> known.put(one.entry(), one));
        return new KeyRing(entries.stream()
                .map(entry -> {
                    Held seen = known.get(entry);
                    return seen != null ? seen : open(entry, seal);
                })
                .sorted(ORDER)
                .toList());
    }

    List<Held> all() {
        return held;
    }

    List<SamlKey> keys() {
        return held.stream().map(Held::key).toList();
    }

    Optional<SamlKey> find(Use use, State state) {
        return one(use, state).map(Held::key);
    }

    Optional<Held> one(Use use, State state) {
        return held.stream().filter(one -> one.is(use, state)).findFirst();
    }

    /** Keys of this use that opened, current first. */
    Stream<Held> live(Use use) {
        return held.stream()
                .filter(one -> one.key().use() == use && one.privateKey().isPresent());
    }

    private static Held open(Entry entry, KeySeal seal) {
        X509Certificate certificate = certificate(entry);
        SamlKey key = new SamlKey(entry.id(), entry.use(), entry.state(), entry.created(), certificate);
        Optional<PrivateKey> opened = seal.open(entry.sealedKey(), entry.id(), entry.use(), certificate);
        if (opened.isEmpty()) {
            LOG.warn("SAML key {} ({}, {}) does not open with this secret", entry.id(), entry.use(), entry.state());
        }
        return new Held(key, entry, opened);
    }

    private static X509Certificate certificate(Entry entry) {
        List<X509Certificate> found = Pem.certificates(entry.certificate());
        if (found.size() != 1) {
            throw new SamlKeyException(KeyError.NOT_OPENED, "SAML key " + entry.id() + " has no readable certificate");
        }
        return found.get(0);
    }
}
