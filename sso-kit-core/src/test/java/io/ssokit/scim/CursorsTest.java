package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.internal.Sealed;
import io.ssokit.scim.Cursors.Place;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CursorsTest {
    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");
    private static final Place PLACE = new Place(true, 7, OptionalLong.of(9), List.of("tÜnï.\nid", "", "!"));

    @Test
    void seal_onOneNode_opensOnAnother() {
        assertThat(at(START, 1).open(at(START, 1).seal(PLACE, "query"), "query"))
                .isEqualTo(PLACE);
        Place uncounted = new Place(false, 7, OptionalLong.empty(), List.of(""));
        assertThat(at(START, 1).open(at(START, 1).seal(uncounted, "query"), "query"))
                .isEqualTo(uncounted);
    }

    @Test
    @DisplayName("RFC 9865 §2.1: expiredCursor after cursorTimeout, not before")
    void open_afterItsHour_expiredCursor() {
        String cursor = at(START, 1).seal(PLACE, "query");
        assertThat(at(START.plus(Cursors.LIFETIME), 1).open(cursor, "query")).isEqualTo(PLACE);
        assertRefused(
                at(START.plus(Cursors.LIFETIME).plus(Duration.ofSeconds(1)), 1), cursor, "query", "expiredCursor");
    }

    @Test
    @DisplayName("RFC 9865 §5.2: a cursor of another key or query, old or not, is invalidCursor and tells nothing more")
    void open_ofAnotherKeyOrQuery_invalidCursor() {
        String cursor = at(START, 1).seal(PLACE, "query");
        assertRefused(at(START, 2), cursor, "query", "invalidCursor");
        assertRefused(at(START, 1), cursor, "other", "invalidCursor");
        assertRefused(at(START.plus(Duration.ofDays(9)), 1), cursor, "other", "invalidCursor");
        assertRefused(at(START, 1), "", "query", "invalidCursor");
    }

    private static void assertRefused(Cursors cursors, String cursor, String query, String scimType) {
        assertThatExceptionOfType(ScimException.class)
                .isThrownBy(() -> cursors.open(cursor, query))
                .satisfies(refusal -> assertThat(refusal.scimType()).contains(scimType));
    }

    private static Cursors at(Instant now, int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return new Cursors(Sealed.with(bytes), Clock.fixed(now, ZoneOffset.UTC));
    }
}
