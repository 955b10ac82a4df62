package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.error.StoreException;
import io.ssokit.testing.MovableClock;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
    private final MovableClock clock = MovableClock.at(NOON);

    @Test
    void of_tooShort_refusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retention.DEFAULT.withDeletedPeople(Duration.ZERO))
                .withMessage("deletedPeople: expected at least PT24H, received PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retention.DEFAULT.withDeletedGroups(Duration.ofHours(23)))
                .withMessageContaining("deletedGroups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Retention.DEFAULT.withEvents(Duration.ofDays(6)))
                .withMessageContaining("events");
    }

    @Test
    void before_forEverOrSinceBeforeTime_nothingMayGo() {
        assertThat(Retention.before(NOON, Retention.FOREVER)).isEmpty();
        assertThat(Retention.before(NOON, Duration.ofDays(40_000))).isEmpty();
        assertThat(Retention.before(NOON, Duration.ofDays(1))).contains(NOON.minus(Duration.ofDays(1)));
    }

    @Test
    void until_forEver_lastTimeThatDatabasesWrite() {
        assertThat(Retention.until(NOON, Retention.FOREVER)).isEqualTo("9999-12-31T00:00:00Z");
        assertThat(Retention.until(NOON, Duration.ofDays(1))).isEqualTo("2026-03-05T12:00:00Z");
    }

    @Test
    void memory_nameOfDeletedPerson_keptForFourHundredDays() {
        UserStore users = MemoryStores.create(clock).users();
        User ada = users.create(person("ada"), Origin.PROVISIONING);
        users.delete("acme", ada.id(), OptionalLong.empty());
        clock.advance(Duration.ofDays(400));
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(() -> users.create(person("ada"), Origin.SIGN_IN));
        clock.advance(Duration.ofMillis(1));
        assertThat(users.create(person("ada"), Origin.SIGN_IN).version()).isEqualTo(1);
    }

    @Test
    void memory_deletedTwice_keptFromTheSecondTimeOn() {
        UserStore users = MemoryStores.create(clock).users();
        for (int i = 0; i < 2; i++) {
            User ada = users.create(person("ada"), Origin.PROVISIONING);
            users.delete("acme", ada.id(), OptionalLong.empty());
            clock.advance(Duration.ofDays(300));
        }
        User bob = users.create(person("bob"), Origin.PROVISIONING);
        users.delete("acme", bob.id(), OptionalLong.empty());
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(() -> users.create(person("ADA"), Origin.SIGN_IN));
    }

    private static User person(String name) {
        return User.named("acme", name).build();
    }
}
