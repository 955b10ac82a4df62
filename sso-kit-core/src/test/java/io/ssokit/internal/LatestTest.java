package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.internal.Latest.Outage;
import io.ssokit.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LatestTest implements Latest.Listener {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final List<String> told = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean down;

    @Test
    void get_withinTwoSeconds_storeIsNotAskedAgain() {
        Latest<Integer> latest = latest(Outage.SERVE);
        assertThat(latest.get()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1_999));
        assertThat(latest.get()).isEqualTo(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(latest.get()).isEqualTo(2);
    }

    @Test
    void get_storeDown_servesTheLastOrRefusesAfterFourSeconds() {
        for (Outage outage : Outage.values()) {
            down = false;
            asked.set(0);
            Latest<Integer> latest = latest(outage);
            latest.get();
            down = true;
            clock.advance(Duration.ofSeconds(3));
            assertThat(latest.get()).isEqualTo(1);
            clock.advance(Duration.ofSeconds(1));
            if (outage == Outage.SERVE) {
                assertThat(latest.get()).isEqualTo(1);
            } else {
                assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(latest::get);
            }
            clock.advance(Duration.ofHours(1));
            if (outage == Outage.SERVE) {
                assertThat(latest.get()).isEqualTo(1);
            } else {
                assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(latest::get);
            }
            down = false;
            clock.advance(Duration.ofSeconds(3));
            assertThat(latest.get()).isEqualTo(2);
        }
        assertThat(told).containsExactly("lost 2026-11-22T10:00:00Z", "back", "lost 2026-11-22T11:00:07Z", "back");
    }

    @Test
    void get_storeThatHangs_othersGoOnWithWhatThereIs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Latest<Integer> latest = new Latest<>(
                "things",
                0,
                before -> {
                    if (asked.incrementAndGet() == 2) {
                        hanging.countDown();
                        await(release);
                    }
                    return asked.get();
                },
                clock,
                Outage.SERVE,
                this);
        assertThat(latest.get()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(3));
        Thread asking = new Thread(latest::get);
        asking.start();
        hanging.await();
        assertThat(latest.get()).isEqualTo(1);
        release.countDown();
        asking.join();
        assertThat(latest.get()).isEqualTo(2);
        assertThat(asked).hasValue(2);
    }

    private Latest<Integer> latest(Outage outage) {
        return new Latest<>("things", 0, before -> ask(), clock, outage, this);
    }

    private int ask() {
        if (down) {
            throw new StoreException.Unavailable("down", Duration.ofSeconds(1), null);
        }
        return asked.incrementAndGet();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void lost(Instant now, Optional<Instant> asOf) {
        told.add("lost " + asOf.orElseThrow());
    }

    @Override
    public void back(Instant now) {
        told.add("back");
    }
}
