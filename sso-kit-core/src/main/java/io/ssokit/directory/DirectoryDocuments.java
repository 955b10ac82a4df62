package io.ssokit.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the SCIM directories that change while the app runs, for all nodes, and what has come in at any directory (SPI).
 * What a directory consists of, the hashes of its tokens among it, comes and goes as sealed text only: a store need not
 * protect it, cannot read it, and whoever can write to it can let nobody in. Calls come concurrently and may block; each is
 * one atomic step, and whoever asks after a {@link #save} has returned sees it, on every node. Failures are
 * {@link io.ssokit.error.StoreException}s. Nothing returns null.
 */
public interface DirectoryDocuments {
    /**
     * What has changed. Asked every other second by each node that gets requests, so it must be cheap where nothing has.
     *
     * @param stamp a {@link Changes#stamp} that this store has given; 0 for everything there is
     */
    Changes changesSince(long stamp);

    /** The directory of this tenant, also a deleted one. */
    Optional<Document> find(String tenant);

    /**
     * Adds a directory or puts it in the place of its last version. With a deleted one its {@link #activity} is forgotten.
     *
     * @param next a version that is the stored one's plus one, or 1 for a tenant that never had one
     * @throws io.ssokit.error.StoreException.StaleVersion if another version is stored; nothing is written then
     */
    void save(Document next);

    /**
     * Adds what a node has seen to what others have: see {@link Activity#plus}. Called at most every ten seconds by each node
     * for each tenant, and never while a client waits for it.
     */
    void add(Activity seen);

    /** What has come in for this tenant, of all nodes. */
    Optional<Activity> activity(String tenant);

    /** Whether what is kept here outlives this process. */
    boolean isDurable();

    /**
     * A directory as it is stored. Immutable.
     *
     * @param tenant whose it is, 1-63 letters, digits, {@code . _ -}; compared exactly
     * @param deleted whether it is no more; then a document of the next version brings the tenant a new one
     * @param version 1 at first, one more with each change
     * @param changed when it was changed last; stores keep milliseconds at least
     * @param sealed everything else, encrypted and bound to all of the above but the time; up to a megabyte of ASCII, empty
     *     if deleted
     */
    record Document(String tenant, boolean deleted, long version, Instant changed, String sealed) {
        /** Without what is sealed. */
        @Override
        public String toString() {
            return "Document[" + tenant + (deleted ? ", deleted" : "") + ", version=" + version + "]";
        }
    }

    /**
     * What has changed since a stamp.
     *
     * @param stamp to be given with the next question; grows with each change. Smaller than the one that was given if the
     *     store has lost changes, as after a restored backup: ask again with 0 then
     * @param documents each directory that has changed, deleted ones too; in any order. One that is changed while this is
     *     read may be among them and come again the next time
     */
    record Changes(long stamp, List<Document> documents) {
        public Changes {
            documents = List.copyOf(documents);
        }
    }
}
