package io.ssokit.connection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the connections that change while the app runs, for all nodes (SPI). What a connection consists of comes and goes
 * as sealed text only, which is of no use without the kit's {@code secret}: a store need not protect it and cannot read it.
 * Calls come concurrently and may block; each is one atomic step, and whoever asks after a {@link #save} has returned sees
 * it, on every node. Failures are {@link io.ssokit.error.StoreException}s. Nothing returns null.
 */
public interface ConnectionDocuments {
    /**
     * What has changed. Asked every other second by each node that is in use, so it must be cheap where nothing has.
     *
     * @param stamp a {@link Changes#stamp} that this store has given; 0 for everything there is
     */
    Changes changesSince(long stamp);

    /** The connection of this id, also a deleted one. */
    Optional<Document> find(String id);

    /**
     * Adds a connection or puts it in the place of its last version.
     *
     * @param next a version that is the stored one's plus one, or 1 for an id that was never used
     * @param domains every e-mail domain that this connection claims from now on; those it claimed before and that are not
     *     among them are free again
     * @throws io.ssokit.error.StoreException.StaleVersion if another version is stored
     * @throws io.ssokit.error.StoreException.Conflict of {@code id} if another tenant has used this id; of a domain if
     *     another connection of this tenant claims it, or one of another tenant has verified it. Nothing is written then
     */
    void save(Document next, Set<Claim> domains);

    /** Whether what is kept here outlives this process. */
    boolean isDurable();

    /**
     * A connection as it is stored. Immutable.
     *
     * @param id 1-63 letters, digits, {@code . _ -}; unique in the store, compared exactly
     * @param tenant whose it is, for ever
     * @param state where it stands in its life
     * @param version 1 at first, one more with each change
     * @param changed when it was changed last; stores keep milliseconds at least
     * @param sealed everything else, encrypted and bound to all of the above but the time; up to some megabytes of ASCII,
     *     empty if deleted
     */
    record Document(String id, String tenant, ConnectionState state, long version, Instant changed, String sealed) {
        /** Without what is sealed. */
        @Override
        public String toString() {
            return "Document[" + id + ", " + tenant + ", " + state + ", version=" + version + "]";
        }
    }

    /**
     * An e-mail domain that a connection claims. Many tenants may claim one; at most one of them has verified it.
     *
     * @param domain lower-case ASCII, at most 253 characters
     * @param verified whether the tenant has shown that it is its own
     */
    record Claim(String domain, boolean verified) {}

    /**
     * What has changed since a stamp.
     *
     * @param stamp to be given with the next question; grows with each change. Smaller than the one that was given if the
     *     store has lost changes, as after a restored backup: ask again with 0 then
     * @param documents each connection that has changed, deleted ones too; in any order. One that is changed while this
     *     is read may be among them and come again the next time
     */
    record Changes(long stamp, List<Document> documents) {
        public Changes {
            documents = List.copyOf(documents);
        }
    }
}
