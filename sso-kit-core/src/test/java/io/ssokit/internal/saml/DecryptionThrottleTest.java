package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.internal.saml.DecryptionThrottle.Turn;
import io.ssokit.testing.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DecryptionThrottleTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final DecryptionThrottle throttle = new DecryptionThrottle(clock);
    private final Turn turn = throttle.of("acme");

    @Test
    void take_failuresOfOneConnection_endThereAndNowhereElse() {
        exhaust();
        assertThat(throttle.of("acme").take()).isFalse();
        assertThat(throttle.of("other").take()).isTrue();
    }

    @Test
    void take_eachMinute_oneMore() {
        exhaust();
        clock.advance(DecryptionThrottle.FORGIVEN_AFTER.minusMillis(1));
        assertThat(turn.take()).isFalse();
        clock.advance(Duration.ofMillis(1));
        assertThat(turn.take()).isTrue();
        assertThat(turn.take()).isFalse();
        clock.advance(DecryptionThrottle.FORGIVEN_AFTER.multipliedBy(3));
        for (int i = 0; i < 3; i++) {
            assertThat(turn.take()).isTrue();
        }
        assertThat(turn.take()).isFalse();
    }

    @Test
    void take_afterALongTime_noMoreThanAtFirst() {
        exhaust();
        clock.advance(Duration.ofDays(1));
        exhaust();
    }

    @Test
    void giveBack_goodMessages_costNothingAndEarnNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(turn.take()).isTrue();
            turn.giveBack();
        }
        turn.giveBack();
        exhaust();
    }

    private void exhaust() {
        for (int i = 0; i < DecryptionThrottle.FAILURES; i++) {
            assertThat(turn.take()).isTrue();
        }
        assertThat(turn.take()).isFalse();
    }
}
