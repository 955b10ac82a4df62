package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.AcceptedRequestStore.Accepted;
import io.ssokit.provisioning.AcceptedRequestStore.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AcceptedRequestStore} must do. Turns are taken of whatever waits, so nothing else may work on the store
 * meanwhile; each test begins by finishing what earlier ones have left.
 */
public abstract class AcceptedRequestStoreContract {
    private static final Duration LONG = Duration.ofHours(1);
    /** A turn of no length is over at once: no test needs to wait. */
    private static final Duration OVER = Duration.ZERO;

    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract AcceptedRequestStore requests();

    /** The store's time. */
    protected Instant now() {
        return Instant.now();
    }

    @BeforeEach
    void finishWhatWaits() {
        Optional<Turn> turn = requests().take(LONG);
        while (turn.isPresent()) {
            requests().finish(turn.get(), LONG);
            turn = requests().take(LONG);
        }
    }

    private Accepted request(String txn) {
        return new Accepted(tenant, txn, "{\"of\":\"" + txn + "\"}", now().truncatedTo(ChronoUnit.MILLIS));
    }

    private Turn taken(Duration time) {
        return requests().take(time).orElseThrow();
    }

    @Test
    void add_taken_asItCame() {
        Accepted request = request("a");
        assertThat(requests().add(request, 10)).isTrue();
        Turn turn = taken(LONG);
        assertThat(turn.request()).isEqualTo(request);
        assertThat(turn.steps()).isZero();
        assertThat(turn.results()).isEmpty();
        assertThat(turn.turns()).isEqualTo(1);
    }

    @Test
    void add_megabyteOfAnyCharacters_kept() {
        String body = "{\"ü€😀\\u0001\":\"" + "x".repeat(1 << 20) + "\"}";
        requests().add(new Accepted(tenant, "a", body, now().truncatedTo(ChronoUnit.MILLIS)), 10);
        assertThat(taken(LONG).request().body()).isEqualTo(body);
    }

    @Test
    void add_beyondMost_refusedUntilOneIsDone() {
        assertThat(requests().add(request("a"), 2)).isTrue();
        assertThat(requests().add(request("b"), 2)).isTrue();
        assertThat(requests().add(request("c"), 2)).isFalse();
        assertThat(requests().find(tenant, "c")).isEmpty();
        assertThat(requests().add(new Accepted(tenant + "x", "c", "{}", now()), 2))
                .isTrue();
        requests().finish(taken(LONG), LONG);
        assertThat(requests().add(request("c"), 2)).isTrue();
    }

    @Test
    void take_whileSomebodyHasIt_nothing() {
        requests().add(request("a"), 10);
        taken(LONG);
        assertThat(requests().take(LONG)).isEmpty();
    }

    @Test
    void take_severalWaiting_oldestFirst() {
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        requests().add(new Accepted(tenant, "z", "{}", now.minusSeconds(60)), 10);
        requests().add(new Accepted(tenant, "a", "{}", now), 10);
        assertThat(taken(LONG).request().txn()).isEqualTo("z");
        assertThat(taken(LONG).request().txn()).isEqualTo("a");
    }

    @Test
    void take_afterTurnIsOver_goesOnWhereTheOtherEnded() {
        requests().add(request("a"), 10);
        Turn dead = taken(LONG);
        assertThat(requests().save(dead, 1, 0, "{\"status\":\"201\"}", LONG)).isTrue();
        assertThat(requests().save(dead, 2, 7, "{\"status\":\"204\"}", OVER)).isTrue();
        Turn next = taken(LONG);
        assertThat(next.steps()).isEqualTo(2);
        assertThat(next.results()).isEqualTo(Map.of(0, "{\"status\":\"201\"}", 7, "{\"status\":\"204\"}"));
        assertThat(next.turns()).as("the other had begun with what is next").isEqualTo(2);
        assertThat(next.holder()).isNotEqualTo(dead.holder());
    }

    @Test
    void save_afterSomebodyElseTookOver_refusedAndNothingNoted() {
        requests().add(request("a"), 10);
        Turn slow = taken(OVER);
        Turn next = taken(LONG);
        assertThat(requests().save(slow, 1, 0, "{}", LONG)).isFalse();
        assertThat(requests().finish(slow, LONG)).isFalse();
        requests().giveBack(slow, OVER, true);
        assertThat(requests().take(LONG)).isEmpty();
        assertThat(requests().find(tenant, "a").orElseThrow().results()).isEmpty();
        assertThat(requests().save(next, 1, 0, "{}", LONG)).isTrue();
    }

    @Test
    void save_sameOperationAgain_replaced() {
        requests().add(request("a"), 10);
        Turn turn = taken(LONG);
        requests().save(turn, 1, 0, "{\"status\":\"201\"}", LONG);
        requests().save(turn, 2, 0, "{\"status\":\"409\"}", LONG);
        assertThat(requests().find(tenant, "a").orElseThrow().results()).isEqualTo(Map.of(0, "{\"status\":\"409\"}"));
    }

    @Test
    void turns_workersThatEndWithoutAWord_counted() {
        requests().add(request("a"), 10);
        assertThat(taken(OVER).turns()).isEqualTo(1);
        assertThat(taken(OVER).turns()).isEqualTo(2);
        Turn third = taken(LONG);
        assertThat(third.turns()).isEqualTo(3);
        requests().giveBack(third, OVER, false);
        Turn first = taken(LONG);
        assertThat(first.turns()).isEqualTo(1);
        requests().giveBack(first, OVER, true);
        assertThat(taken(LONG).turns()).isEqualTo(2);
    }

    @Test
    void giveBack_withPause_nobodyTakesItMeanwhile() {
        requests().add(request("a"), 10);
        requests().giveBack(taken(LONG), LONG, false);
        assertThat(requests().take(LONG)).isEmpty();
        assertThat(requests().find(tenant, "a").orElseThrow().done()).isFalse();
    }

    @Test
    void finish_results_keptAndBodyForgotten() {
        requests().add(request("a"), 10);
        Turn turn = taken(LONG);
        requests().save(turn, 1, 3, "{\"status\":\"404\"}", LONG);
        assertThat(requests().finish(turn, LONG)).isTrue();
        assertThat(requests().find(tenant, "a").orElseThrow().done()).isTrue();
        assertThat(requests().find(tenant, "a").orElseThrow().results()).isEqualTo(Map.of(3, "{\"status\":\"404\"}"));
        assertThat(requests().take(LONG)).isEmpty();
        assertThat(requests().save(turn, 2, 4, "{}", LONG)).isFalse();
    }

    @Test
    void finish_keepIsOver_forgotten() {
        requests().add(request("a"), 10);
        requests().finish(taken(LONG), Duration.ofMillis(-10));
        assertThat(requests().find(tenant, "a")).isEmpty();
    }

    @Test
    void find_ofAnotherTenantOrTxn_nothing() {
        requests().add(request("a"), 10);
        assertThat(requests().find(tenant + "x", "a")).isEmpty();
        assertThat(requests().find(tenant, "A")).isEmpty();
        assertThat(requests().find(tenant, "a")).isPresent();
    }

    @Test
    void take_manyAtOnce_eachRequestOnce() throws Exception {
        for (int i = 0; i < 8; i++) {
            requests().add(request("r" + i), 10);
        }
        List<String> all = new ArrayList<>();
        InParallel.call(16, i -> () -> requests().take(LONG)).stream()
                .flatMap(Optional::stream)
                .forEach(turn -> all.add(turn.request().txn()));
        requests().take(LONG).ifPresent(left -> all.add(left.request().txn()));
        assertThat(all).doesNotHaveDuplicates().hasSizeGreaterThan(0).hasSizeLessThanOrEqualTo(8);
    }
}
