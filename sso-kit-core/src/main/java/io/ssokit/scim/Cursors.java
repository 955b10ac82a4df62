package io.ssokit.scim;

import io.ssokit.internal.Base64Url;
import io.ssokit.internal.Sealed;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes and reads the cursors of RFC 9865. A cursor holds the place in the order and nothing is kept for it, so every node
 * can serve it, and none of them runs full. It is sealed (AEAD): nobody can read it, make one, or use it for another
 * tenant, list, filter or order. Immutable and thread-safe.
 */
final class Cursors {
    static final Duration LIFETIME = Duration.ofHours(1);
    private static final String SEPARATOR = ".";

    /**
     * A place in a list.
     *
     * @param backwards whether the page before it is meant
     * @param count the size of pages, which stays the same
     * @param total how many resources there were on the first page
     * @param positions one for each type that is listed, empty text before its first resource
     */
    record Place(boolean backwards, int count, OptionalLong total, List<String> positions) {}

    private final Sealed sealed;
    private final Clock clock;

    Cursors(Sealed sealed, Clock clock) {
        this.sealed = sealed;
        this.clock = clock;
    }

    /** @param query what the cursor is good for: tenant, list, filter, order */
    String seal(Place place, String query) {
        String text = String.join(
                SEPARATOR,
                Long.toString(clock.instant().getEpochSecond()),
                place.backwards() ? "<" : ">",
                Integer.toString(place.count()),
                place.total().isPresent() ? Long.toString(place.total().getAsLong()) : "",
                place.positions().stream().map(Cursors::encoded).collect(Collectors.joining(SEPARATOR)));
        return sealed.seal(text, query);
    }

    /**
     * The place that a cursor names.
     *
     * @throws ScimException invalidCursor if it is none of ours for this query, expiredCursor if it is too old
     */
    Place open(String cursor, String query) {
        String[] parts = sealed.open(cursor, query)
                .orElseThrow(ScimException::invalidCursor)
                .split(Pattern.quote(SEPARATOR), -1);
        Instant made = Instant.ofEpochSecond(Long.parseLong(parts[0]));
        if (made.plus(LIFETIME).isBefore(clock.instant())) {
            throw ScimException.expiredCursor();
        }
        return new Place(
                parts[1].equals("<"),
                Integer.parseInt(parts[2]),
                parts[3].isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(parts[3])),
                Arrays.stream(parts).skip(4).map(Cursors::decoded).toList());
    }

    /** Positions hold what people are called. */
    private static String encoded(String position) {
        return Base64Url.encode(position.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String position) {
        byte[] bytes = Base64Url.decode(position).orElseThrow(ScimException::invalidCursor);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
