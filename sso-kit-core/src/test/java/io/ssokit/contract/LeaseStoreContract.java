package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.provisioning.LeaseStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link LeaseStore} must do. */
public abstract class LeaseStoreContract {
    private final String name = "contract." + UUID.randomUUID();

    /** The store under test. */
    protected abstract LeaseStore leases();

    /** The store's time. */
    protected Instant now() {
        return Instant.now();
    }

    @Test
    void take_free_ours() {
        assertThat(leases().take(name, "a", later())).isTrue();
    }

    @Test
    void take_somebodyElses_refused() {
        leases().take(name, "a", later());
        assertThat(leases().take(name, "b", later())).isFalse();
        assertThat(leases().take(name + ".other", "b", later())).isTrue();
    }

    @Test
    void take_oursAlready_prolonged() {
        leases().take(name, "a", now().minusSeconds(1));
        assertThat(leases().take(name, "a", later())).isTrue();
        assertThat(leases().take(name, "b", later())).isFalse();
    }

    @Test
    void take_afterItsTime_anybodys() {
        leases().take(name, "a", now().minusSeconds(1));
        assertThat(leases().take(name, "b", later())).isTrue();
        assertThat(leases().take(name, "a", later())).isFalse();
    }

    @Test
    void release_byTheHolder_free() {
        leases().take(name, "a", later());
        leases().release(name, "b");
        assertThat(leases().take(name, "b", later())).isFalse();
        leases().release(name, "a");
        assertThat(leases().take(name, "b", later())).isTrue();
    }

    @Test
    void take_manyAtOnce_exactlyOneHasIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            String turn = name + round;
            assertThat(InParallel.call(16, i -> () -> leases().take(turn, "holder" + i, later())))
                    .containsOnlyOnce(true);
        }
    }

    @Test
    void take_manyAtOnceAfterItsTime_exactlyOneHasIt() throws Exception {
        leases().take(name, "gone", now().minusSeconds(1));
        assertThat(InParallel.call(16, i -> () -> leases().take(name, "holder" + i, later())))
                .containsOnlyOnce(true);
    }

    private Instant later() {
        return now().plus(Duration.ofMinutes(1));
    }
}
