package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AttributeChange;
import io.ssokit.audit.AttributeChange.Kind;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.provisioning.ScimEventStore.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ScimEventStore} must do. */
public abstract class ScimEventStoreContract {
    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract ScimEventStore events();

    /** The store's time. */
    protected Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    @Test
    void recent_whatWasAppended_readBackWhole() {
        ScimEvent event = new ScimEvent(
                0,
                now(),
                tenant,
                "scim.user.updated",
                "/Users/42",
                "ada@acme.example",
                List.of(
                        new AttributeChange("active", Kind.REPLACED, Optional.of("true"), Optional.of("false")),
                        AttributeChange.of("name.givenName", Kind.ADDED),
                        new AttributeChange("title", Kind.REMOVED, Optional.of("\"<é>\" \\ '"), Optional.empty())),
                3,
                "a sentence: <b>“so”</b>",
                Delivery.NONE);
        events().append(event, Optional.empty());
        List<ScimEvent> read = recent(10);
        assertThat(read).hasSize(1);
        assertThat(read.get(0).number()).isPositive();
        assertThat(read.get(0).stored(0, Delivery.NONE)).isEqualTo(event);
    }

    @Test
    void recent_pages_newestFirstWithoutGapsOrRepeats() {
        for (int i = 0; i < 25; i++) {
            events().append(event("n" + i), Optional.empty());
        }
        List<ScimEvent> first = recent(10);
        List<ScimEvent> second =
                events().recent(tenant, 10, OptionalLong.of(first.get(9).number()));
        List<ScimEvent> third =
                events().recent(tenant, 10, OptionalLong.of(second.get(9).number()));
        assertThat(first).extracting(ScimEvent::label).startsWith("n24").endsWith("n15");
        assertThat(second).extracting(ScimEvent::label).startsWith("n14").endsWith("n5");
        assertThat(third).extracting(ScimEvent::label).containsExactly("n4", "n3", "n2", "n1", "n0");
    }

    @Test
    void recent_otherTenant_seesNothing() {
        events().append(event("mine"), Optional.of("{}"));
        assertThat(events().recent(tenant + "x", 10, OptionalLong.empty())).isEmpty();
        assertThat(events().waiting(tenant + "x", 10)).isEmpty();
        assertThat(events().giveUp(tenant + "x", later(), 0)).isZero();
    }

    @Test
    void settle_byAnotherTenant_nothingHappens() {
        events().append(event("mine"), Optional.of("{}"));
        events().settle(tenant + "x", waiting().get(0).number(), Delivery.DELIVERED);
        assertThat(waiting()).hasSize(1);
    }

    @Test
    void waiting_tokens_oldestFirstUntilSettled() {
        Instant at = now();
        events().append(event("a"), Optional.of("{\"a\":1}"));
        events().append(event("silent"), Optional.empty());
        events().append(event("b"), Optional.of("{\"b\":2}"));
        assertThat(waiting()).extracting(Token::claims).containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(waiting().get(0).at()).isBetween(at.minusSeconds(5), at.plusSeconds(5));
        assertThat(events().waiting(tenant, 1)).hasSize(1);
        events().settle(tenant, waiting().get(0).number(), Delivery.DELIVERED);
        assertThat(waiting()).extracting(Token::claims).containsExactly("{\"b\":2}");
        events().settle(tenant, waiting().get(0).number(), Delivery.DEAD);
        assertThat(waiting()).isEmpty();
        assertThat(recent(10))
                .extracting(ScimEvent::delivery)
                .containsExactly(Delivery.DEAD, Delivery.NONE, Delivery.DELIVERED);
    }

    @Test
    void giveUp_tooOldOrTooMany_dead() {
        for (int i = 0; i < 5; i++) {
            events().append(event("n" + i), Optional.of("{\"n\":" + i + "}"));
        }
        assertThat(events().giveUp(tenant, now().minus(Duration.ofHours(1)), 5)).isZero();
        assertThat(events().giveUp(tenant, now().minus(Duration.ofHours(1)), 3)).isEqualTo(2);
        assertThat(waiting()).extracting(Token::claims).containsExactly("{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
        assertThat(events().giveUp(tenant, later(), 3)).isEqualTo(3);
        assertThat(waiting()).isEmpty();
        assertThat(recent(10)).extracting(ScimEvent::delivery).containsOnly(Delivery.DEAD);
    }

    @Test
    void append_manyAtOnce_eachHasItsOwnNumber() throws Exception {
        InParallel.call(16, i -> () -> {
            events().append(event("p" + i), Optional.of("{}"));
            return true;
        });
        assertThat(new HashSet<>(recent(100).stream().map(ScimEvent::number).toList()))
                .hasSize(16);
        assertThat(events().waiting(tenant, 100)).hasSize(16);
    }

    private ScimEvent event(String label) {
        return new ScimEvent(0, now(), tenant, "scim.user.created", "/Users/1", label, List.of(), 0, "", Delivery.NONE);
    }

    private List<ScimEvent> recent(int limit) {
        return events().recent(tenant, limit, OptionalLong.empty());
    }

    private List<Token> waiting() {
        return events().waiting(tenant, 10);
    }

    private Instant later() {
        return now().plus(Duration.ofHours(1));
    }
}
