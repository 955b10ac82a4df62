package io.ssokit.provisioning;

import java.time.Instant;

/**
 * Turns that one holder at a time has, on all nodes (SPI). Called concurrently; may block. Failures are
 * {@link io.ssokit.error.StoreException.Unavailable}. The contract is {@code LeaseStoreContract}.
 */
public interface LeaseStore {
    /**
     * Takes or prolongs a turn.
     *
     * @param name of what, at most 128 characters
     * @param holder who, at most 64 characters, unguessable
     * @param until when it is anybody's again, however the holder has ended
     * @return whether it is the holder's from now on: nobody had it, its time was over, or the holder had it already
     */
    boolean take(String name, String holder, Instant until);

    /** Gives a turn back, if the holder has it. */
    void release(String name, String holder);
}
