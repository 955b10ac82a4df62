package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.state.OneTimeStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link OneTimeStore} must do. */
public abstract class OneTimeStoreContract {
    private final String purpose = "contract." + UUID.randomUUID();

    /** The store under test. */
    protected abstract OneTimeStore oneTime();

    /** The store's time. */
    protected Instant now() {
        return Instant.now();
    }

    @Test
    void take_firstCaller_wins() {
        assertThat(oneTime().take(purpose, "a", later())).isTrue();
    }

    @Test
    void take_secondTime_refused() {
        oneTime().take(purpose, "a", later());
        assertThat(oneTime().take(purpose, "a", later())).isFalse();
        assertThat(oneTime().take(purpose, "a", later().plusSeconds(3600))).isFalse();
    }

    @Test
    void take_sameIdOfOtherPurpose_isAnotherThing() {
        oneTime().take(purpose, "a", later());
        assertThat(oneTime().take(purpose + ".other", "a", later())).isTrue();
    }

    @Test
    void take_idOfOtherCaseOrWithBlank_isAnotherThing() {
        oneTime().take(purpose, "a", later());
        assertThat(oneTime().take(purpose, "A", later())).isTrue();
        assertThat(oneTime().take(purpose, "a ", later())).isTrue();
    }

    @Test
    void take_longestPurposeAndId_remembered() {
        String longPurpose = (purpose + "p".repeat(64)).substring(0, 64);
        String id = "_" + "x".repeat(254);
        assertThat(oneTime().take(longPurpose, id, later())).isTrue();
        assertThat(oneTime().take(longPurpose, id, later())).isFalse();
    }

    @Test
    void take_afterManyOthers_stillRemembered() {
        oneTime().take(purpose, "first", later());
        IntStream.range(0, 5_000).forEach(i -> oneTime().take(purpose, "n" + i, later()));
        assertThat(oneTime().take(purpose, "first", later())).isFalse();
        assertThat(oneTime().take(purpose, "n0", later())).isFalse();
        assertThat(oneTime().take(purpose, "n4999", later())).isFalse();
    }

    @Test
    void take_manyAtOnce_exactlyOneWins() throws Exception {
        for (int round = 0; round < 20; round++) {
            String id = "race" + round;
            assertThat(InParallel.call(24, i -> () -> oneTime().take(purpose, id, later())))
                    .containsOnlyOnce(true);
        }
    }

    private Instant later() {
        return now().plus(Duration.ofHours(1));
    }
}
