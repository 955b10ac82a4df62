package io.ssokit.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Requests that have been accepted and are worked off later, by whichever node comes first, operation after operation (SPI).
 * What {@link #add} has taken is neither lost nor forgotten before it is done. Called concurrently; may block. Failures are
 * {@link io.ssokit.error.StoreException.Unavailable}. The contract is {@code AcceptedRequestStoreContract}.
 */
public interface AcceptedRequestStore {
    /**
     * A request. Immutable.
     *
     * @param txn names it within the tenant, at most 64 characters, unguessable
     * @param body its JSON, with people's data; kept until the request is done
     * @param at when it was accepted, in milliseconds
     */
    record Accepted(String tenant, String txn, String body, Instant at) {}

    /**
     * The turn of one worker at a request, until its time is over or somebody else has the turn. Immutable.
     *
     * @param holder who has the turn, unguessable
     * @param steps how many steps are done
     * @param results what is known of the operations, JSON by their index
     * @param turns how many turns, this one among them, have begun since something was last saved; more than one if what comes
     *     next may have been done already, by a worker that has ended without a word or given it back begun
     */
    record Turn(Accepted request, String holder, int steps, Map<Integer, String> results, int turns) {
        public Turn {
            results = Map.copyOf(results);
        }
    }

    /**
     * How far a request is. Immutable.
     *
     * @param results what is known of the operations, JSON by their index
     */
    record Progress(boolean done, Map<Integer, String> results) {
        public Progress {
            results = Map.copyOf(results);
        }
    }

    /**
     * Keeps a request.
     *
     * @param most how many of the tenant may wait; calls at the same moment may exceed it by their number
     * @return false if so many wait already; then it is not kept
     */
    boolean add(Accepted request, int most);

    /**
     * The oldest request whose turn is nobody's.
     *
     * @param time until it is anybody's again, unless something is saved
     */
    Optional<Turn> take(Duration time);

    /**
     * Notes that further steps are done, and prolongs the turn.
     *
     * @param steps how many are done now
     * @param operation the index of the operation that the last step was about
     * @param result what became of it; replaces what was known
     * @return false if the turn is over and somebody else has it: then nothing was noted
     */
    boolean save(Turn turn, int steps, int operation, String result, Duration time);

    /**
     * Gives a turn back, if it is still the holder's; nobody takes it for {@code pause}.
     *
     * @param begun whether what comes next may have been done already: the next turn is the second then, else the first
     */
    void giveBack(Turn turn, Duration pause, boolean begun);

    /**
     * All is done: forgets the request's body, and the results after {@code keep}.
     *
     * @return false if the turn is over and somebody else has it
     */
    boolean finish(Turn turn, Duration keep);

    /** How far the tenant's request is; empty if there is none, or it is forgotten. */
    Optional<Progress> find(String tenant, String txn);
}
