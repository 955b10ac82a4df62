package io.ssokit.directory;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has come in for a tenant by SCIM: of one node since it told it last, or of all. Immutable.
 *
 * @param tenant whose
 * @param request when a request with a valid token came last
 * @param success when one was answered with success last
 * @param refused when a request with a token that is over came last: it was answered 401
 * @param failure what failed last
 * @param users how many people provisioning has created
 * @param groups how many groups it has created
 * @param used when each token and client was used last, by its id
 */
public record Activity(
        String tenant,
        Optional<Instant> request,
        Optional<Instant> success,
        Optional<Instant> refused,
        Optional<Failure> failure,
        long users,
        long groups,
        Map<String, Instant> used) {
    public Activity {
        used = Map.copyOf(used);
    }

    /**
     * A request that failed.
     *
     * @param at when
     * @param what method, path, status and the sentence the client got, at most 500 characters
     */
    public record Failure(Instant at, String what) {}

    /** Nothing has come in. */
    public static Activity none(String tenant) {
        return new Activity(
                tenant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, Map.of());
    }

    /** Both together: the later of each time, the sum of each number. */
    public Activity plus(Activity other) {
        Map<String, Instant> both = other.used.isEmpty() ? used : new HashMap<>(used);
        other.used.forEach((id, at) -> both.merge(id, at, Activity::later));
        return new Activity(
                tenant,
                later(request, other.request),
                later(success, other.success),
                later(refused, other.refused),
                failure.filter(mine -> other.failure
                                .filter(theirs -> theirs.at().isAfter(mine.at()))
                                .isEmpty())
                        .or(other::failure),
                users + other.users,
                groups + other.groups,
                both);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() ? Optional.of(later(one.get(), other.get())) : one.or(() -> other);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
