package io.ssokit.provisioning;

import io.ssokit.provisioning.ScimEvent.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The provisioning log, and what of it is still to be delivered to webhooks (SPI). Every call is scoped by tenant. Shared by all
 * nodes. Called concurrently; may block; never returns null. Failures are {@link io.ssokit.error.StoreException.Unavailable}.
 * The contract is published as a test in the core module's test jar ({@code ScimEventStoreContract}).
 */
public interface ScimEventStore {
    /**
     * What is to be sent.
     *
     * @param number of the event
     * @param at of the event
     * @param claims of the security event token (RFC 8417), as JSON
     */
    record Token(long number, Instant at, String claims) {}

    /**
     * Adds an event to the log, which keeps it for weeks; a store in memory may forget the oldest earlier.
     *
     * @param event its number and delivery are the store's to say
     * @param claims of a token that waits for delivery from now on; empty for none
     */
    void append(ScimEvent event, Optional<String> claims);

    /**
     * The latest events, the newest first.
     *
     * @param limit how many at most
     * @param before only events of smaller numbers than this: the last number of the page before
     */
    List<ScimEvent> recent(String tenant, int limit, OptionalLong before);

    /** The tokens that wait longest, the oldest first. */
    List<Token> waiting(String tenant, int limit);

    /** Says what became of a token: it no longer waits. */
    void settle(String tenant, long number, Delivery outcome);

    /**
     * Gives up tokens that have waited for too long, or that are too many.
     *
     * @param before those of events before this instant
     * @param keep how many may wait; the oldest go first
     * @return how many were given up
     */
    int giveUp(String tenant, Instant before, int keep);
}
