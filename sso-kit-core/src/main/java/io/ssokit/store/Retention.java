package io.ssokit.store;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How long stores remember what is over. What protects something that ends (used ids, sessions, logouts, results of bulk
 * requests) ends with it and is not in here. Immutable.
 *
 * @param deletedPeople names of people whom provisioning has deleted: for so long no sign-in brings them back. Then who is
 *     still let in by the identity provider may come in again, as a new person, if the connection creates people
 * @param deletedGroups names of groups that were deleted: for so long who still pushes one is told when it went
 * @param events the provisioning log; at least a week, for what waits for a webhook is in the log
 */
public record Retention(Duration deletedPeople, Duration deletedGroups, Duration events) {
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");
    private static final Duration SHORTEST = Duration.ofDays(1);
    // Longer than a webhook may be down: what waits for it must not be gone before it is given up.
    private static final Duration SHORTEST_OF_EVENTS = Duration.ofDays(7);

    /** Nothing of it is ever deleted. */
    public static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    /** More than a year, so that who comes back each season is known; half a year; 30 days. */
    public static final Retention DEFAULT =
            new Retention(Duration.ofDays(400), Duration.ofDays(180), Duration.ofDays(30));

    /** @throws IllegalArgumentException if one is shorter than a day, or {@code events} than a week */
    public Retention {
        require("deletedPeople", deletedPeople, SHORTEST);
        require("deletedGroups", deletedGroups, SHORTEST);
        require("events", events, SHORTEST_OF_EVENTS);
    }

    /** With another time for names of deleted people; {@link #FOREVER} to keep them. */
    public Retention withDeletedPeople(Duration time) {
        return new Retention(time, deletedGroups, events);
    }

    /** With another time for names of deleted groups; {@link #FOREVER} to keep them. */
    public Retention withDeletedGroups(Duration time) {
        return new Retention(deletedPeople, time, events);
    }

    /** With another time for the provisioning log; {@link #FOREVER} to keep it. */
    public Retention withEvents(Duration time) {
        return new Retention(deletedPeople, deletedGroups, time);
    }

    /** When what is kept for {@code time} from {@code at} on may go; for {@link #FOREVER} in a time that databases can write. */
    public static Instant until(Instant at, Duration time) {
        return time.compareTo(Duration.between(at, NEVER)) > 0 ? NEVER : at.plus(time);
    }

    /**
     * What is from before this may go.
     *
     * @param time one of those above
     * @return empty if nothing may go
     */
    public static Optional<Instant> before(Instant now, Duration time) {
        return time.compareTo(Duration.between(Instant.EPOCH, now)) > 0
                ? Optional.empty()
                : Optional.of(now.minus(time));
    }

    private static void require(String name, Duration time, Duration shortest) {
        if (time.compareTo(shortest) < 0) {
            throw new IllegalArgumentException(name + ": expected at least " + shortest + ", received " + time);
        }
    }
}
