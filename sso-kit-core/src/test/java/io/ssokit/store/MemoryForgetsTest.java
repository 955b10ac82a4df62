package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ssokit.session.EndedSessions;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex.Entry;
import io.ssokit.session.SessionIndex.Logout;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Memory follows what is alive. */
class MemoryForgetsTest {
    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final Clock clock = mock();
    private final MemoryRevocations revocations = new MemoryRevocations(clock);
    private final MemorySessions sessions = new MemorySessions(clock);

    @Test
    void end_afterTheTimeOfOthers_forgetsThem() {
        at(NOON);
        for (int i = 0; i < 1000; i++) {
            revocations.end("t", "u" + i, "s", NOON.plusSeconds(60));
        }
        revocations.end("t", "long", "s", NOON.plusSeconds(3600));
        at(NOON.plusSeconds(61));
        for (int i = 0; i < 501; i++) {
            revocations.end("t", "late", "s" + i, NOON.plusSeconds(3600));
        }
        assertThat(revocations.size()).isEqualTo(2);
        assertThat(revocations.ended("t", "u1")).isEqualTo(EndedSessions.NONE);
        assertThat(revocations.ended("t", "long").ids()).containsExactly("s");
    }

    @Test
    void end_prolonged_staysForTheLongerTime() {
        at(NOON);
        revocations.end("t", "u", "s", NOON.plusSeconds(60));
        revocations.end("t", "u", "s", NOON.plusSeconds(3600));
        at(NOON.plusSeconds(61));
        revocations.end("t", "other", "s", NOON.plusSeconds(3600));
        assertThat(revocations.ended("t", "u").ids()).containsExactly("s");
    }

    @Test
    void end_idForgotten_epochStays() {
        at(NOON);
        revocations.revoke("t", "u", NOON);
        revocations.end("t", "u", "s", NOON.plusSeconds(60));
        at(NOON.plusSeconds(61));
        revocations.end("t", "other", "s", NOON.plusSeconds(3600));
        assertThat(revocations.ended("t", "u")).isEqualTo(new EndedSessions(Optional.of(NOON), Set.of()));
    }

    @Test
    void rememberAndLogOut_afterTheTimeOfOthers_forgetThem() {
        at(NOON);
        for (int i = 0; i < 1000; i++) {
            sessions.remember(entry("s" + i, NOON.plusSeconds(60)));
            sessions.logOut(logout("x" + i, NOON.plusSeconds(60)));
        }
        sessions.remember(entry("long", NOON.plusSeconds(3600)));
        at(NOON.plusSeconds(61));
        for (int i = 0; i < 500; i++) {
            assertThat(sessions.logOut(logout("same", NOON.plusSeconds(3600)))).isEmpty();
        }
        assertThat(sessions.size()).isEqualTo(2);
        assertThat(sessions.logOut(logout("i", NOON.plusSeconds(3600))))
                .extracting(Entry::sessionId)
                .containsExactly("long");
    }

    @Test
    void logOut_again_remembersForTheLongerTime() {
        at(NOON);
        sessions.logOut(logout("i", NOON.plusSeconds(3600)));
        sessions.logOut(logout("i", NOON.plusSeconds(60)));
        at(NOON.plusSeconds(61));
        assertThat(sessions.remember(entry("late", NOON.plusSeconds(3600)))).isFalse();
        assertThat(sessions.remember(entry("late", NOON.plusSeconds(3600)))).isFalse();
    }

    @Test
    void remember_prolonged_staysForTheLongerTime() {
        at(NOON);
        sessions.remember(entry("s", NOON.plusSeconds(60)));
        sessions.remember(entry("s", NOON.plusSeconds(3600)));
        at(NOON.plusSeconds(61));
        assertThat(sessions.logOut(logout("i", NOON.plusSeconds(3600)))).hasSize(1);
    }

    private void at(Instant now) {
        when(clock.instant()).thenReturn(now);
    }

    private static Entry entry(String id, Instant expiresAt) {
        NameId ada = new NameId("ada", Optional.empty(), Optional.empty(), Optional.empty());
        return new Entry("t", "idp", ada, Optional.of("i"), id, "u", NOON, expiresAt);
    }

    private static Logout logout(String index, Instant until) {
        return new Logout("t", "idp", Optional.empty(), Set.of(index), NOON, until);
    }
}
