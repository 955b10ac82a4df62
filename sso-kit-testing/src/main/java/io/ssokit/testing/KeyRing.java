package io.ssokit.testing;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The published keys of one protocol, the signing one first, and a stranger's key that is never published. */
final class KeyRing {
    private final String owner;
    private final Clock clock;
    private final SigningKey stranger;
    private volatile List<SigningKey> published;

    KeyRing(String owner, Clock clock) {
        this.owner = owner;
        this.clock = clock;
        this.stranger = SigningKey.generate(owner, clock.instant());
        this.published = List.of(SigningKey.generate(owner, clock.instant()));
    }

    SigningKey current() {
        return published.get(0);
    }

    List<SigningKey> published() {
        return published;
    }

    SigningKey stranger() {
        return stranger;
    }

    /** A new key signs, the earlier ones stay published. */
    synchronized void rotate() {
        List<SigningKey> all = new ArrayList<>(published);
        all.add(0, SigningKey.generate(owner, clock.instant()));
        published = List.copyOf(all);
    }

    /** A new key signs and no other is published. */
    synchronized void replace() {
        published = List.of(SigningKey.generate(owner, clock.instant()));
    }
}
