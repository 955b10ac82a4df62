package io.ssokit.key;

import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.KeyError;
import io.ssokit.internal.RandomToken;
import io.ssokit.internal.Sealed;
import io.ssokit.key.KeyRing.Held;
import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore.Entry;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own keys towards SAML identity providers, one pair of keys for all connections: one to sign with, one to be encrypted
 * to. The first of each is made when it is first needed, by one node for all of them. Private keys are sealed with the kit's
 * secret before any store sees them. What is read is kept for three seconds, so a change counts on all nodes within that
 * time. Thread-safe; every method may ask the store and therefore block.
 *
 * <p>A key is replaced in three steps: {@link #make} puts the next one beside the current one and our metadata shows its
 * signing certificate; once the identity providers have read that, {@link #rotate} makes it current; once nothing can
 * come any more that was meant for the previous one, {@link #retire} removes that.
 */
public final class SamlKeys {
    private static final Logger LOG = LoggerFactory.getLogger(SamlKeys.class);
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final int ID_BYTES = 6;

    private final Supplier<? extends SamlKeyStore> stores;
    private final KeySeal seal;
    private final boolean hasSecret;
    private final String host;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Supplier<KeyPair> maker;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Object making = new Object();
    private final Object noting = new Object();
    private volatile Reading last = Reading.NONE;

    /** What was read, and when reading began. */
    private record Reading(long nanos, boolean done, KeyRing ring) {
        static final Reading NONE = new Reading(0, false, KeyRing.EMPTY);

        boolean isFresh(long now) {
            return done && now - nanos < FRESH.toNanos();
        }

        Reading later(Reading other) {
            return !done || other.nanos - nanos >= 0 ? other : this;
        }
    }

    SamlKeys(
            Supplier<? extends SamlKeyStore> stores,
            Optional<byte[]> sealingKey,
            List<byte[]> previousKeys,
            ServiceProvider serviceProvider,
            Clock clock,
            LongSupplier nanoTime,
            Supplier<KeyPair> maker) {
        this.stores = stores;
        this.seal = new KeySeal(Sealed.with(sealingKey.orElseGet(() -> RandomToken.bytes(32)), previousKeys));
        this.hasSecret = sealingKey.isPresent();
        this.host = serviceProvider.baseUrl().getHost();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.maker = maker;
    }

    /**
     * Keys in a store.
     *
     * @param store asked for the store at each need, never before
     * @param sealingKey 32 bytes that are the same on all nodes and after a restart; if empty, keys are sealed with random
     *     ones, and only a store that ends with this process is given any
     * @param serviceProvider its host is the name in our certificates
     */
    public static SamlKeys of(
            Supplier<? extends SamlKeyStore> store,
            Optional<byte[]> sealingKey,
            ServiceProvider serviceProvider,
            Clock clock) {
        return of(store, sealingKey, List.of(), serviceProvider, clock);
    }

    /**
     * The same while the sealing key is replaced.
     *
     * @param previousKeys 32 bytes each: what they sealed opens too
     */
    public static SamlKeys of(
            Supplier<? extends SamlKeyStore> store,
            Optional<byte[]> sealingKey,
            List<byte[]> previousKeys,
            ServiceProvider serviceProvider,
            Clock clock) {
        return new SamlKeys(
                store, sealingKey, previousKeys, serviceProvider, clock, System::nanoTime, SelfSigned::keyPair);
    }

    /**
     * The key to sign with now; made if there is none.
     *
     * @throws SamlKeyException if it does not open with this secret, or there is no secret to seal it with
     */
    public SigningKey signing() {
        Held current = current(Use.SIGNING);
        return new SigningKey(opened(current), current.key().certificate());
    }

    /**
     * The keys that what we receive may be encrypted to: current first, then next and previous ones. Empty if none was ever
     * made, for then nobody can have encrypted to one.
     *
     * @throws SamlKeyException if the current one does not open with this secret
     */
    public List<PrivateKey> decryption() {
        KeyRing ring = ring();
        ring.one(Use.ENCRYPTION, State.CURRENT).ifPresent(this::opened);
        return ring.live(Use.ENCRYPTION).map(this::opened).toList();
    }

    /**
     * What our metadata lists; the first key of this use is made if there is none. For signing the current one, the next
     * one, so that identity providers know it before it is used, and previous ones until they are retired. For encryption
     * only the current one: an identity provider that is shown several picks any or refuses.
     *
     * @throws SamlKeyException if the current one does not open with this secret: nothing is published that we cannot use
     */
    public List<X509Certificate> published(Use use) {
        Held current = current(use);
        opened(current);
        if (use == Use.ENCRYPTION) {
            return List.of(current.key().certificate());
        }
        return ring().live(use).map(held -> held.key().certificate()).toList();
    }

    /** All keys as the store has them now: by use, current first. Makes none. */
    public List<SamlKey> list() {
        return read().keys();
    }

    /**
     * Makes a new key. It is the next one of its use; the very first of a use is the current one at once.
     *
     * @throws SamlKeyException if there is a next one already, or no secret to seal it with
     */
    public SamlKey make(Use use) {
        requireFree(use);
        KeyPair pair = maker.get();
        return add(use, pair.getPrivate(), SelfSigned.certificate(pair, use, host, clock.instant()));
    }

    /**
     * Takes over a key that was made elsewhere, as {@link #make} takes a new one.
     *
     * @param pem one RSA private key in PKCS#8, not encrypted, and its certificate; others are passed over
     * @throws SamlKeyException if that is not what it holds, or as {@link #make}
     */
    public SamlKey importPem(Use use, Secret pem) {
        PrivateKey key = Pem.privateKey(pem.reveal());
        X509Certificate certificate = KeyPairs.certificateOf(key, Pem.certificates(pem.reveal()));
        requireFree(use);
        return add(use, key, certificate);
    }

    /**
     * Makes the next key of a use the current one; the one that was current until now still counts as previous.
     *
     * @return the key that is current now
     * @throws SamlKeyException if there is no next one
     */
    public SamlKey rotate(Use use) {
        SamlKey next = read().find(use, State.NEXT)
                .orElseThrow(() -> new SamlKeyException(KeyError.NO_NEXT_KEY, "There is no next key for " + use));
        if (!stores.get().rotate(use, next.id())) {
            throw new SamlKeyException(KeyError.CHANGED, "The keys for " + use + " have changed in the meantime");
        }
        LOG.info("SAML key {} is the current one for {} now", next.id(), use);
        read();
        return new SamlKey(next.id(), use, State.CURRENT, next.created(), next.certificate());
    }

    /**
     * Removes a key for good: signatures by it are no longer ours, and what is encrypted to it cannot be read any more.
     *
     * @throws SamlKeyException if there is none of this id, or it is a current one
     */
    public void retire(String id) {
        SamlKey key = read().keys().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new SamlKeyException(KeyError.UNKNOWN_KEY, "There is no such key"));
        if (key.state() == State.CURRENT) {
            throw new SamlKeyException(KeyError.KEY_IN_USE, "Key " + id + " is the current one for " + key.use());
        }
        if (!stores.get().remove(id)) {
            throw new SamlKeyException(KeyError.CHANGED, "Key " + id + " has changed in the meantime");
        }
        LOG.info("SAML key {} ({}) is retired", id, key.use());
        read();
    }

    /**
     * Seals with the kit's secret whatever is still sealed with the previous one, which is not needed for keys afterwards.
     *
     * @return how many were sealed anew
     * @throws SamlKeyException if one opens with neither, or there is no secret to seal with
     */
    public int resealAll() {
        requireLasting();
        int sealed = 0;
        for (Held held : read().all()) {
            Entry entry = held.entry();
            SamlKey key = held.key();
            PrivateKey opened = opened(held);
            boolean old = !seal.isCurrent(entry.sealedKey(), key.id(), key.use(), key.certificate());
            if (old && stores.get().reseal(entry, seal.seal(opened, key.id(), key.use(), key.certificate()))) {
                sealed++;
            }
        }
        read();
        return sealed;
    }

    private Held current(Use use) {
        Optional<Held> found = ring().one(use, State.CURRENT);
        return found.isPresent() ? found.get() : first(use);
    }

    /** Makes the first key of a use, unless another thread or node is faster. */
    private Held first(Use use) {
        synchronized (making) {
            if (read().one(use, State.CURRENT).isEmpty()) {
                requireLasting();
                KeyPair pair = maker.get();
                X509Certificate certificate = SelfSigned.certificate(pair, use, host, clock.instant());
                write(entry(use, State.CURRENT, pair.getPrivate(), certificate));
            }
            return read().one(use, State.CURRENT)
                    .orElseThrow(
                            () -> new SamlKeyException(KeyError.CHANGED, "The store did not keep a key for " + use));
        }
    }

    private void requireFree(Use use) {
        requireLasting();
        if (read().find(use, State.NEXT).isPresent()) {
            throw nextExists(use);
        }
    }

    private SamlKey add(Use use, PrivateKey key, X509Certificate certificate) {
        boolean first = read().find(use, State.CURRENT).isEmpty();
        Entry entry = entry(use, first ? State.CURRENT : State.NEXT, key, certificate);
        if (!write(entry)) {
            throw nextExists(use);
        }
        read();
        return new SamlKey(entry.id(), use, entry.state(), entry.created(), certificate);
    }

    private Entry entry(Use use, State state, PrivateKey key, X509Certificate certificate) {
        String id = HexFormat.of().formatHex(RandomToken.bytes(ID_BYTES));
        return new Entry(
                id,
                use,
                state,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Pem.of(certificate),
                seal.seal(key, id, use, certificate));
    }

    private boolean write(Entry entry) {
        SamlKeyStore store = stores.get();
        if (!store.add(entry)) {
            return false;
        }
        LOG.info("SAML key {} is made: {}, {}", entry.id(), entry.use(), entry.state());
        if (!store.isDurable() && told.compareAndSet(false, true)) {
            LOG.info("SAML keys are kept in memory: they end with this process, and the metadata given to identity"
                    + " providers with them");
        }
        return true;
    }

    private void requireLasting() {
        if (!hasSecret && stores.get().isDurable()) {
            throw new SamlKeyException(KeyError.NO_SECRET, "No secret is configured to seal SAML keys with");
        }
    }

    private PrivateKey opened(Held held) {
        return held.privateKey().orElseThrow(() -> {
            KeyError error = hasSecret ? KeyError.NOT_OPENED : KeyError.NO_SECRET;
            String id = held.key().id();
            return new SamlKeyException(error, "SAML key " + id + " was sealed with another secret");
        });
    }

    private static SamlKeyException nextExists(Use use) {
        return new SamlKeyException(KeyError.NEXT_KEY_EXISTS, "There is a next key for " + use + " already");
    }

    private KeyRing ring() {
        Reading seen = last;
        return seen.isFresh(nanoTime.getAsLong()) ? seen.ring() : read();
    }

    private KeyRing read() {
        long began = nanoTime.getAsLong();
        KeyRing ring = KeyRing.of(stores.get().list(), seal, last.ring());
        synchronized (noting) {
            last = last.later(new Reading(began, true, ring));
        }
        return ring;
    }
}
