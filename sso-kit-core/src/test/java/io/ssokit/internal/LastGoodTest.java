package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.testing.MovableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LastGoodTest {
    private static final LastGood.Times TIMES = new LastGood.Times(
            Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(90), Duration.ofHours(24));
    private static final Duration ALMOST_OLD = Duration.ofMinutes(50);

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final AtomicInteger reads = new AtomicInteger();
    private boolean down;

    private final LastGood<String> document = new LastGood<>(this::read, clock, TIMES);

    @Test
    void get_fresh_readsOnce() {
        assertThat(document.get()).isEqualTo("v1");
        clock.advance(Duration.ofMinutes(59));
        assertThat(document.get()).isEqualTo("v1");
        assertThat(reads).hasValue(1);
    }

    @Test
    void get_noLongerFresh_readsAgain() {
        document.get();
        clock.advance(Duration.ofHours(1));
        assertThat(document.get()).isEqualTo("v2");
    }

    @Test
    void get_outage_keepsTheLastGoodOneAndTriesEveryNinetySeconds() {
        document.get();
        down = true;
        clock.advance(Duration.ofHours(2));
        assertThat(document.get()).isEqualTo("v1");
        assertThat(document.get()).isEqualTo("v1");
        assertThat(reads).hasValue(2);
        clock.advance(Duration.ofSeconds(89));
        assertThat(document.get()).isEqualTo("v1");
        assertThat(reads).hasValue(2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(document.get()).isEqualTo("v1");
        assertThat(reads).hasValue(3);
    }

    @Test
    void refresh_almostOld_isReadBeforeAnybodyFindsItOld() {
        document.refresh(ALMOST_OLD);
        clock.advance(Duration.ofMinutes(49));
        document.refresh(ALMOST_OLD);
        assertThat(reads).hasValue(1);
        clock.advance(Duration.ofMinutes(1));
        document.refresh(ALMOST_OLD);
        clock.advance(Duration.ofMinutes(10));
        assertThat(document.get()).isEqualTo("v2");
        assertThat(reads).hasValue(2);
    }

    @Test
    void refresh_outage_onlyTheBackgroundTries() {
        document.get();
        down = true;
        clock.advance(ALMOST_OLD);
        for (int minute = 0; minute < 60; minute++) {
            document.refresh(ALMOST_OLD);
            int tried = reads.get();
            for (int second = 0; second < 60; second += 10) {
                assertThat(document.get()).isEqualTo("v1");
                clock.advance(Duration.ofSeconds(10));
            }
            assertThat(reads).hasValue(tried);
        }
        assertThat(reads).hasValue(61);
    }

    @Test
    void refresh_nothingKnown_throwsWhatTheSourceThrew() {
        down = true;
        assertThatThrownBy(() -> document.refresh(ALMOST_OLD)).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void get_outageLongerThanKept_fails() {
        document.get();
        down = true;
        clock.advance(Duration.ofHours(24));
        assertThatThrownBy(document::get).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void get_deadAtFirst_failsWithoutAskingForTenSecondsThenRecovers() {
        down = true;
        assertThatThrownBy(document::get).isInstanceOf(IdpUnavailableException.class);
        assertThatThrownBy(document::get).isInstanceOf(IdpUnavailableException.class);
        assertThat(reads).hasValue(1);
        down = false;
        clock.advance(Duration.ofSeconds(10));
        assertThat(document.get()).isEqualTo("v2");
    }

    @Test
    void renew_fresh_readsAtMostOnceInTheGap() {
        document.get();
        assertThat(document.renew(Duration.ofMinutes(1))).isEqualTo("v2");
        assertThat(document.renew(Duration.ofMinutes(1))).isEqualTo("v2");
        clock.advance(Duration.ofMinutes(1));
        assertThat(document.renew(Duration.ofMinutes(1))).isEqualTo("v3");
    }

    @Test
    void renew_outage_keepsTheLastGoodOne() {
        document.get();
        down = true;
        assertThat(document.renew(Duration.ofMinutes(1))).isEqualTo("v1");
    }

    @Test
    void renew_otherThreadReadsForLong_goesOnWithTheOldOne() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        LastGood<String> slow = new LastGood<>(
                () -> {
                    if (calls.incrementAndGet() > 1) {
                        asked.countDown();
                        await(answer);
                    }
                    return "v" + calls.get();
                },
                clock,
                TIMES);
        slow.get();
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<String> reader = pool.submit(() -> slow.renew(Duration.ofMinutes(1)));
            await(asked);
            assertThat(slow.renew(Duration.ofMinutes(1))).isEqualTo("v1");
            answer.countDown();
            assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo("v2");
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void get_manyAtOnce_readsOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        LastGood<String> slow = new LastGood<>(
                () -> {
                    asked.countDown();
                    await(answer);
                    return read();
                },
                clock,
                TIMES);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(pool.submit(slow::get));
            }
            await(asked);
            answer.countDown();
            for (Future<String> result : results) {
                assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("v1");
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(reads).hasValue(1);
    }

    /** A clock that was a year ahead and is put right must not keep old keys fresh, or a dead provider dead, for a year. */
    @Test
    void get_clockPutBack_readsAgain() {
        Duration ahead = Duration.ofDays(365);
        clock.advance(ahead);
        document.get();
        document.renew(Duration.ofMinutes(1));
        clock.advance(ahead.negated());
        assertThat(document.get()).isEqualTo("v3");
        assertThat(document.renew(Duration.ofMinutes(1))).isEqualTo("v4");
    }

    @Test
    void get_clockPutBackAfterAFailure_triesAgain() {
        down = true;
        clock.advance(Duration.ofDays(365));
        assertThatThrownBy(document::get).isInstanceOf(IdpUnavailableException.class);
        clock.advance(Duration.ofDays(-365));
        down = false;
        assertThat(document.get()).isEqualTo("v2");
    }

    private String read() {
        int number = reads.incrementAndGet();
        if (down) {
            throw new IdpUnavailableException("down", null);
        }
        return "v" + number;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
