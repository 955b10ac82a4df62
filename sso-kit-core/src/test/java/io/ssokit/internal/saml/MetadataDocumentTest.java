package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.IdpXml;
import io.ssokit.attack.TestKeys;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.testing.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetadataDocumentTest {
    private static final IdpMetadata FIRST = idp(TestKeys.IDP, "");
    private static final IdpMetadata SECOND = idp(TestKeys.STRANGER, "");

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<Optional<String>> asked = new ArrayList<>();
    private final Semaphore waiting = new Semaphore(2);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final MetadataDocument document = new MetadataDocument(this::read, context(background::add), new Told());
    private IdpMetadata next = FIRST;
    private RuntimeException failure;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void get_firstTime_readsInThisThread() {
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(asked).containsExactly(Optional.empty());
        assertThat(background).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void get_due_oldOneAtOnceAndOneReadInTheBackground() {
        document.get();
        next = SECOND;
        clock.advance(Duration.ofMinutes(10));
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(background).as("two asked, one read").hasSize(1);
        background.remove().run();
        assertThat(document.get()).isSameAs(SECOND);
        assertThat(asked).containsExactly(Optional.empty(), Optional.of(IdpXml.IDP));
        assertThat(told).containsExactly("changed");
    }

    @Test
    void get_outage_backsOffKeepsSevenDaysAndTellsOnce() {
        document.get();
        failure = new IdpUnavailableException("down", null);
        int reads = 0;
        for (int minute = 0; minute < 7 * 24 * 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            if (minute < 7 * 24 * 60 - 1) {
                assertThat(document.get()).isSameAs(FIRST);
            }
            reads += background.size();
            runAll();
        }
        assertThat(reads).as("every 15 minutes in the end").isBetween(670, 690);
        assertThat(told).containsExactly("failed, last good 2026-11-22T10:00:00Z");
        assertThatThrownBy(document::get).hasMessage("down");
        failure = null;
        clock.advance(Duration.ofMinutes(1));
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(told).hasSize(2).last().isEqualTo("restored");
    }

    @Test
    void get_neverRead_failureRememberedAndRetriedWithinAMinute() {
        failure = new IdpUnavailableException("down", null);
        for (int second = 0; second < 600; second++) {
            assertThatThrownBy(document::get).hasMessage("down");
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(asked).as("after 10, 20, 40 seconds, then every minute").hasSize(12);
        failure = null;
        clock.advance(Duration.ofMinutes(1));
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(told).containsExactly("failed, no last good", "restored");
    }

    @Test
    void get_downThenRefused_toldBoth() {
        document.get();
        failure = new IdpUnavailableException("down", null);
        again();
        failure = new IdpUnavailableException("evil", IdpMetadataReader.unusable("good", "evil"));
        again();
        again();
        assertThat(told).hasSize(2);
        assertThat(document.get()).isSameAs(FIRST);
    }

    @Test
    void get_ended_notServedAndReadInThisThread() {
        next = idp(TestKeys.IDP, " validUntil=\"2026-11-22T10:30:00Z\"");
        document.get();
        next = FIRST;
        clock.advance(Duration.ofMinutes(30));
        assertThat(document.get()).isSameAs(FIRST);
        assertThat(asked).hasSize(2);
    }

    @Test
    void get_endComesSoon_readInGoodTime() {
        next = idp(TestKeys.IDP, " validUntil=\"2026-11-22T10:10:00Z\"");
        document.get();
        clock.advance(Duration.ofMinutes(5));
        document.get();
        assertThat(background).hasSize(1);
    }

    @Test
    void get_cacheDuration_obeyedWithinBounds() {
        assertThat(freshFor("PT1H")).isEqualTo(60);
        assertThat(freshFor("P30D")).isEqualTo(360);
        assertThat(freshFor("PT1S")).isEqualTo(1);
        assertThat(freshFor("PT0.5S")).isEqualTo(1);
        assertThat(freshFor("-P1D")).isEqualTo(10);
        assertThat(freshFor("soon")).isEqualTo(10);
        assertThat(freshFor("P")).isEqualTo(10);
        assertThat(freshFor("P1DT")).isEqualTo(10);
        assertThat(freshFor(" P0Y0M0DT2H30M0.000S ")).isEqualTo(150);
        assertThat(freshFor("P999999999999Y")).isEqualTo(10);
    }

    @Test
    void get_manyAtOnceForTheFirstTime_oneRead() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger reads = new AtomicInteger();
        MetadataDocument slow = new MetadataDocument(
                known -> {
                    reads.incrementAndGet();
                    reading.countDown();
                    await(answer);
                    return FIRST;
                },
                context(background::add),
                new Told());
        List<Future<IdpMetadata>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(threads.submit(slow::get));
        }
        await(reading);
        answer.countDown();
        for (Future<IdpMetadata> one : all) {
            assertThat(one.get(10, TimeUnit.SECONDS)).isSameAs(FIRST);
        }
        assertThat(reads).hasValue(1);
    }

    @Test
    void getForUnknownKey_sourceHangs_twoWaitBrieflyAndNobodyElse() throws Exception {
        document.get();
        List<Future<IdpMetadata>> waiters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiters.add(threads.submit(document::getForUnknownKey));
        }
        while (waiting.availablePermits() > 0) {
            Thread.onSpinWait();
        }
        long before = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            assertThat(document.getForUnknownKey()).isSameAs(FIRST);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        for (Future<IdpMetadata> waiter : waiters) {
            assertThat(waiter.get(10, TimeUnit.SECONDS)).isSameAs(FIRST);
        }
        assertThat(waiting.availablePermits()).isEqualTo(2);
        assertThat(background).as("one read for all of them").hasSize(1);
    }

    @Test
    void getForUnknownKey_newKeyThere_foundOnceAMinute() {
        MetadataDocument direct = new MetadataDocument(this::read, context(Runnable::run), new Told());
        direct.get();
        next = SECOND;
        assertThat(direct.getForUnknownKey()).isSameAs(SECOND);
        next = FIRST;
        assertThat(direct.getForUnknownKey()).isSameAs(SECOND);
        clock.advance(Duration.ofMinutes(1));
        assertThat(direct.getForUnknownKey()).isSameAs(FIRST);
    }

    @Test
    void get_kitIsClosed_oldOneServes() {
        MetadataDocument closed = new MetadataDocument(
                this::read,
                context(work -> {
                    throw new RejectedExecutionException();
                }),
                new Told());
        closed.get();
        clock.advance(Duration.ofHours(1));
        assertThat(closed.get()).isSameAs(FIRST);
        assertThat(closed.getForUnknownKey()).isSameAs(FIRST);
    }

    @Test
    void readIfDue_readsInThisThread() {
        document.readIfDue();
        document.readIfDue();
        assertThat(asked).hasSize(1);
        clock.advance(Duration.ofMinutes(10));
        document.readIfDue();
        assertThat(asked).hasSize(2);
        assertThat(background).isEmpty();
    }

    @Test
    void times_random_shortenByAQuarterAtMost() {
        Instant now = clock.instant();
        assertThat(new RefreshTimes(() -> 1.0).afterSuccess(FIRST, now)).isEqualTo(now.plusSeconds(450));
        assertThat(new RefreshTimes(() -> 0.0).afterFailure(1, true, now)).isEqualTo(now.plusSeconds(10));
        assertThat(new RefreshTimes(() -> 0.5).afterFailure(4, true, now)).isEqualTo(now.plusSeconds(70));
        assertThat(new RefreshTimes(() -> 0.0).afterFailure(Integer.MAX_VALUE, true, now))
                .isEqualTo(now.plusSeconds(900));
    }

    /** Whole minutes until it is read again. */
    private long freshFor(String cacheDuration) {
        IdpMetadata idp = idp(TestKeys.IDP, " cacheDuration=\"" + cacheDuration + "\"");
        Instant now = clock.instant();
        return Duration.between(now, new RefreshTimes(() -> 0).afterSuccess(idp, now))
                .toMinutes();
    }

    private void again() {
        clock.advance(Duration.ofHours(1));
        document.get();
        runAll();
    }

    private void runAll() {
        while (!background.isEmpty()) {
            background.remove().run();
        }
    }

    private IdpMetadata read(Optional<String> known) {
        asked.add(known);
        if (failure != null) {
            throw failure;
        }
        return next;
    }

    private MetadataDocument.Context context(java.util.concurrent.Executor executor) {
        return new MetadataDocument.Context(clock, executor, new RefreshTimes(() -> 0), waiting);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IdpMetadata idp(KeyPair key, String attribute) {
        String xml = IdpXml.entity(IdpXml.IDP, key).replace(" ID=", attribute + " ID=");
        return new IdpMetadataReader(Optional.empty(), List.of(), false).read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private final class Told implements MetadataDocument.Listener {
        @Override
        public void failed(RuntimeException why, Optional<Instant> lastGood) {
            told.add("failed, " + lastGood.map(at -> "last good " + at).orElse("no last good"));
        }

        @Override
        public void restored() {
            told.add("restored");
        }

        @Override
        public void changed(IdpMetadata before, IdpMetadata after) {
            told.add("changed");
        }
    }
}
