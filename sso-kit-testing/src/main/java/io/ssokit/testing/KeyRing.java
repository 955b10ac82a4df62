package io.ssokit.testing;

import java.security.KeyPair;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The published keys of one protocol, the signing one first, and a stranger's key that is never published.
 *
 * <p>Making an RSA key can take seconds on a busy machine, so keys are made when first needed, and those of a closed
 * provider serve a later one in the same JVM. Two open providers never share a key.
 */
final class KeyRing implements AutoCloseable {
    private static final Queue<KeyPair> SPARE = new ConcurrentLinkedQueue<>();

    private final String owner;
    private final Clock clock;
    private final List<KeyPair> taken = new ArrayList<>();
    private @Nullable SigningKey stranger;
    private @Nullable SigningKey next;
    private List<SigningKey> published = List.of();

    KeyRing(String owner, Clock clock) {
        this.owner = owner;
        this.clock = clock;
    }

    /** Makes the key in the background, for somebody who will want it soon and waits a few seconds for it at most. */
    void prepare() {
        Thread maker = new Thread(this::published, "fake-idp-keys");
        maker.setDaemon(true);
        maker.start();
    }

    SigningKey current() {
        return published().get(0);
    }

    synchronized List<SigningKey> published() {
        if (published.isEmpty()) {
            published = List.of(take());
        }
        return published;
    }

    synchronized SigningKey stranger() {
        SigningKey known = stranger == null ? take() : stranger;
        stranger = known;
        return known;
    }

    /** A new key signs, the earlier ones stay published. */
    synchronized void rotate() {
        List<SigningKey> all = new ArrayList<>(published());
        all.add(0, take());
        published = List.copyOf(all);
    }

    /** A new key is published behind the one that signs; it signs after {@link #useNext}. */
    synchronized void publishNext() {
        List<SigningKey> all = new ArrayList<>(published());
        SigningKey fresh = take();
        all.add(fresh);
        next = fresh;
        published = List.copyOf(all);
    }

    /** The key that was published in advance signs from now on; the earlier ones stay published. */
    synchronized void useNext() {
        if (next == null) {
            throw new IllegalStateException("no next key has been published");
        }
        List<SigningKey> all = new ArrayList<>(published());
        all.remove(next);
        all.add(0, next);
        published = List.copyOf(all);
        next = null;
    }

    /** A new key signs and no other is published. */
    synchronized void replace() {
        published = List.of(take());
        next = null;
    }

    /** Only the key that signs stays published. */
    synchronized void retire() {
        published = List.of(published().get(0));
        next = null;
    }

    /** Gives the keys back; whoever still signs with this ring may then share a key with a later provider. */
    @Override
    public synchronized void close() {
        SPARE.addAll(taken);
        taken.clear();
    }

    private SigningKey take() {
        KeyPair spare = SPARE.poll();
        KeyPair pair = spare == null ? SigningKey.generate() : spare;
        taken.add(pair);
        return SigningKey.of(pair, owner, clock.instant());
    }
}
