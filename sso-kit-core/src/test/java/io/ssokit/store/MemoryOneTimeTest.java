package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.MovableClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryOneTimeTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final MovableClock clock = MovableClock.at(NOON);
    private final MemoryOneTime store = new MemoryOneTime(clock);

    @Test
    void take_atLastInstantOfItsTime_stillRemembered() {
        store.take("p", "a", NOON.plusSeconds(60));
        clock.set(NOON.plusSeconds(60));
        assertThat(store.take("p", "a", NOON.plusSeconds(120))).isFalse();
    }

    @Test
    void take_afterTheTimeOfOthers_forgetsThem() {
        for (int i = 0; i < 1000; i++) {
            store.take("p", "a" + i, NOON.plusSeconds(60));
        }
        store.take("p", "long", NOON.plusSeconds(3600));
        clock.set(NOON.plusSeconds(61));
        for (int i = 0; i < 501; i++) {
            store.take("p", "b" + i, NOON.plusSeconds(3600));
        }
        assertThat(store.size()).isEqualTo(502);
        assertThat(store.take("p", "long", NOON.plusSeconds(3600))).isFalse();
    }
}
