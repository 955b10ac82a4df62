package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MemoryOneTimeTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final HandClock clock = new HandClock();
    private final MemoryOneTime store = new MemoryOneTime(clock);

    @Test
    void take_atLastInstantOfItsTime_stillRemembered() {
        store.take("p", "a", NOON.plusSeconds(60));
        clock.now = NOON.plusSeconds(60);
        assertThat(store.take("p", "a", NOON.plusSeconds(120))).isFalse();
    }

    @Test
    void take_afterTheTimeOfOthers_forgetsThem() {
        for (int i = 0; i < 1000; i++) {
            store.take("p", "a" + i, NOON.plusSeconds(60));
        }
        store.take("p", "long", NOON.plusSeconds(3600));
        clock.now = NOON.plusSeconds(61);
        for (int i = 0; i < 501; i++) {
            store.take("p", "b" + i, NOON.plusSeconds(3600));
        }
        assertThat(store.size()).isEqualTo(502);
        assertThat(store.take("p", "long", NOON.plusSeconds(3600))).isFalse();
    }

    private static final class HandClock extends Clock {
        private volatile Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
