package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.session.EndedSessions;
import io.ssokit.session.SessionRevocations;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link SessionRevocations} must do. */
public abstract class SessionRevocationsContract {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456789Z");

    private static final Instant LATER = Instant.now().plusSeconds(3600);

    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract SessionRevocations revocations();

    @Test
    void revokedAt_nobodyRevoked_empty() {
        assertThat(revocations().revokedAt(tenant, "ada")).isEmpty();
    }

    @Test
    void revoke_thenAsked_atLeastThatInstant() {
        assertThat(revocations().revokedAt(tenant, "ada")).isEmpty();
        revocations().revoke(tenant, "ada", NOON);
        // A session that began at this very instant is dead: rounding must not bring it back.
        assertThat(revocations().revokedAt(tenant, "ada"))
                .hasValueSatisfying(epoch -> assertThat(epoch).isBetween(NOON, NOON.plusMillis(1)));
    }

    @Test
    void revoke_earlierThanBefore_epochStays() {
        revocations().revoke(tenant, "ada", NOON);
        Instant epoch = revocations().revokedAt(tenant, "ada").orElseThrow();
        revocations().revoke(tenant, "ada", NOON.minusSeconds(60));
        assertThat(revocations().revokedAt(tenant, "ada")).contains(epoch);
    }

    @Test
    void revoke_laterThanBefore_epochGrows() {
        revocations().revoke(tenant, "ada", NOON);
        revocations().revoke(tenant, "ada", NOON.plusSeconds(60));
        assertThat(revocations().revokedAt(tenant, "ada"))
                .hasValueSatisfying(epoch -> assertThat(epoch).isAfterOrEqualTo(NOON.plusSeconds(60)));
    }

    @Test
    void revoke_onePerson_nobodyElse() {
        revocations().revoke(tenant, "ada", NOON);
        assertThat(revocations().revokedAt(tenant, "bob")).isEmpty();
        assertThat(revocations().revokedAt(tenant + "x", "ada")).isEmpty();
    }

    @Test
    void revoke_manyAtOnce_latestStays() throws Exception {
        InParallel.call(16, i -> () -> {
            revocations().revoke(tenant, "ada", NOON.plusSeconds(i));
            return i;
        });
        assertThat(revocations().revokedAt(tenant, "ada"))
                .hasValueSatisfying(epoch -> assertThat(epoch).isAfterOrEqualTo(NOON.plusSeconds(15)));
    }

    @Test
    void end_oneSession_onlyThatOneOfThatPerson() {
        assertThat(revocations().ended(tenant, "ada")).isEqualTo(EndedSessions.NONE);
        revocations().end(tenant, "ada", "s1", LATER);
        assertThat(revocations().ended(tenant, "ada").ids()).containsExactly("s1");
        assertThat(revocations().revokedAt(tenant, "ada")).isEmpty();
        assertThat(revocations().ended(tenant, "bob")).isEqualTo(EndedSessions.NONE);
        assertThat(revocations().ended(tenant + "x", "ada")).isEqualTo(EndedSessions.NONE);
    }

    @Test
    void end_againAndOthers_allStayEnded() {
        revocations().end(tenant, "ada", "s1", LATER);
        revocations().end(tenant, "ada", "s1", LATER.plusSeconds(60));
        revocations().end(tenant, "ada", "s1", LATER.minusSeconds(60));
        revocations().end(tenant, "ada", "s2", LATER);
        revocations().end(tenant, "ada", "S1", LATER);
        assertThat(revocations().ended(tenant, "ada").ids()).containsExactlyInAnyOrder("s1", "s2", "S1");
    }

    @Test
    void endAndRevoke_inAnyOrder_oneAnswerHoldsBoth() {
        revocations().end(tenant, "ada", "s1", LATER);
        revocations().revoke(tenant, "ada", NOON);
        revocations().end(tenant, "ada", "s2", LATER);
        EndedSessions ended = revocations().ended(tenant, "ada");
        assertThat(ended.epoch()).isPresent();
        assertThat(ended.ids()).containsExactlyInAnyOrder("s1", "s2");
    }

    @Test
    void end_manyAtOnce_allEnded() throws Exception {
        InParallel.call(16, i -> () -> {
            revocations().end(tenant, "ada", "s" + i / 2, LATER);
            return i;
        });
        assertThat(revocations().ended(tenant, "ada").ids()).hasSize(8);
    }
}
