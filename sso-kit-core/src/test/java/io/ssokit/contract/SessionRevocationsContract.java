package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.session.SessionRevocations;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link SessionRevocations} must do. */
public abstract class SessionRevocationsContract {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456789Z");

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
}
