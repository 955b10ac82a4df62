package io.ssokit.provisioning;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered to protect customers from their identity provider's mistakes (SPI): how many people have gone of late,
 * directories that were stopped, and groups that are no more. Shared by all nodes. Called concurrently; may block; never
 * returns null. Failures are {@link io.ssokit.error.StoreException.Unavailable}. The contract is
 * {@code ScimGuardStoreContract}.
 */
public interface ScimGuardStore {
    /**
     * A directory that switches nobody off and deletes nobody until it is resumed.
     *
     * @param at since when
     * @param people how many went within the window
     * @param active how many were active at its beginning
     */
    record Trip(Instant at, long people, long active) {}

    /**
     * A group that is no more.
     *
     * @param byApp whether the app deleted it, and not the identity provider
     */
    record GroupTombstone(
            String tenant,
            String id,
            String displayName,
            Optional<String> externalId,
            Instant deleted,
            boolean byApp) {}

    /**
     * Counts a person who is about to be switched off or deleted.
     *
     * @param at when, remembered to the minute and for two days
     * @param since the beginning of the window
     * @return how many went since then, this one among them
     */
    long depart(String tenant, Instant at, Instant since);

    /** Whether the directory is stopped. */
    Optional<Trip> tripped(String tenant);

    /** Stops the directory; true for the one caller on all nodes who did it. */
    boolean trip(String tenant, Trip trip);

    /** Starts the directory again and forgets who has gone; true for the one caller who did it. */
    boolean resume(String tenant);

    /** Remembers a group that was deleted, as long as the store keeps such names. */
    void bury(GroupTombstone tombstone);

    /** The tombstone of the group that had this id. */
    Optional<GroupTombstone> tombstone(String tenant, String groupId);
}
