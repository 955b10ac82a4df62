package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.provisioning.ScimGuardStore;
import io.ssokit.provisioning.ScimGuardStore.GroupTombstone;
import io.ssokit.provisioning.ScimGuardStore.Trip;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ScimGuardStore} must do. */
public abstract class ScimGuardStoreContract {
    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract ScimGuardStore guards();

    /** The store's time. */
    protected Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Test
    void depart_withinTheWindow_counted() {
        Instant now = now();
        Instant since = now.minus(Duration.ofMinutes(10));
        assertThat(guards().depart(tenant, now.minus(Duration.ofMinutes(5)), since))
                .isEqualTo(1);
        assertThat(guards().depart(tenant, now, since)).isEqualTo(2);
        assertThat(guards().depart(tenant, now, since)).isEqualTo(3);
        assertThat(guards().depart(tenant + "x", now, since)).isEqualTo(1);
    }

    @Test
    void depart_beforeTheWindow_forgotten() {
        Instant now = now();
        guards().depart(tenant, now.minus(Duration.ofHours(2)), now.minus(Duration.ofDays(1)));
        assertThat(guards().depart(tenant, now, now.minus(Duration.ofMinutes(10))))
                .isEqualTo(1);
        assertThat(guards().depart(tenant, now, now.minus(Duration.ofDays(1)))).isEqualTo(3);
    }

    @Test
    void depart_manyAtOnce_noneLost() throws Exception {
        Instant now = now();
        Instant since = now.minus(Duration.ofMinutes(10));
        InParallel.call(16, i -> () -> guards().depart(tenant, now, since));
        assertThat(guards().depart(tenant, now, since)).isEqualTo(17);
    }

    @Test
    void trip_once_heldUntilResumed() {
        Trip trip = new Trip(now(), 12, 20);
        assertThat(guards().tripped(tenant)).isEmpty();
        assertThat(guards().resume(tenant)).isFalse();
        assertThat(guards().trip(tenant, trip)).isTrue();
        assertThat(guards().trip(tenant, new Trip(now(), 1, 1))).isFalse();
        assertThat(guards().tripped(tenant)).contains(trip);
        assertThat(guards().tripped(tenant + "x")).isEmpty();
        assertThat(guards().resume(tenant + "x")).isFalse();
        assertThat(guards().resume(tenant)).isTrue();
        assertThat(guards().tripped(tenant)).isEmpty();
    }

    @Test
    void resume_countedBefore_forgotten() {
        Instant since = now().minus(Duration.ofMinutes(10));
        guards().depart(tenant, now(), since);
        guards().trip(tenant, new Trip(now(), 1, 1));
        guards().resume(tenant);
        assertThat(guards().depart(tenant, now(), since)).isEqualTo(1);
    }

    @Test
    void trip_manyAtOnce_exactlyOneDidIt() throws Exception {
        assertThat(InParallel.call(16, i -> () -> guards().trip(tenant, new Trip(now(), 1, 1))))
                .containsOnlyOnce(true);
    }

    @Test
    void bury_group_foundInItsTenantOnly() {
        GroupTombstone stone = stone("Sales <b>", Optional.of("ext'1"), true);
        guards().bury(stone);
        assertThat(guards().tombstone(tenant, "g1")).contains(stone);
        assertThat(guards().tombstone(tenant, "g2")).isEmpty();
        assertThat(guards().tombstone(tenant + "x", "g1")).isEmpty();
    }

    @Test
    void bury_again_latestCounts() {
        guards().bury(stone("Sales", Optional.empty(), true));
        GroupTombstone second = stone("Marketing", Optional.empty(), false);
        guards().bury(second);
        assertThat(guards().tombstone(tenant, "g1")).contains(second);
    }

    private GroupTombstone stone(String name, Optional<String> externalId, boolean byApp) {
        return new GroupTombstone(tenant, "g1", name, externalId, now(), byApp);
    }
}
