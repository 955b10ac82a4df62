package io.ssokit.key;

import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import java.time.Instant;
import java.util.List;

/**
 * Keeps our keys for all nodes (SPI). A private key comes and goes only as sealed text, which is of no use without the
 * kit's {@code secret}: a store need not protect it, and cannot read it. Calls come concurrently and may block; each is
 * one atomic step. Failures are {@link io.ssokit.error.StoreException}s.
 */
public interface SamlKeyStore {
    /** Everything there is, in any order; never null. */
    List<Entry> list();

    /**
     * Adds a key.
     *
     * @param entry a key in state {@code CURRENT} or {@code NEXT}
     * @return false, and nothing is written, if its use has a key in that state already or its id is taken: of many
     *     callers on all nodes one wins
     */
    boolean add(Entry entry);

    /**
     * Makes the next key of a use the current one, and the current one a previous one.
     *
     * @param next the id of the key that the caller knows to be the next one
     * @return false, and nothing is changed, if that is not the next key of this use (any more)
     */
    boolean rotate(Use use, String next);

    /**
     * Removes a key for good.
     *
     * @return false, and nothing is changed, if there is none of this id or it is a current one
     */
    boolean remove(String id);

    /**
     * Puts the private key of an entry, sealed anew, in the place of what the entry has.
     *
     * @param before the entry as it was listed
     * @return false, and nothing is changed, if there is none of this id with that sealed key (any more)
     */
    boolean reseal(Entry before, String sealedKey);

    /** Whether what is kept here outlives this process. */
    boolean isDurable();

    /**
     * A key as it is stored. Immutable.
     *
     * @param id at most 64 characters of {@code 0-9a-f}
     * @param use what it is for
     * @param state where it stands in its life
     * @param created when it was added; stores keep milliseconds at least
     * @param certificate the X.509 certificate in PEM
     * @param sealedKey the private key, encrypted and bound to id, use and certificate
     */
    record Entry(String id, Use use, State state, Instant created, String certificate, String sealedKey) {
        /** The same key in another state. */
        public Entry in(State other) {
            return new Entry(id, use, other, created, certificate, sealedKey);
        }

        /** Without certificate and key. */
        @Override
        public String toString() {
            return "Entry[" + id + ", " + use + ", " + state + "]";
        }
    }
}
