package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionIndex.Entry;
import io.ssokit.session.SessionIndex.Logout;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SessionIndex} must do. */
public abstract class SessionIndexContract {
    private static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    private static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    private static final NameId ADA = new NameId("ada", Optional.empty(), Optional.empty(), Optional.empty());

    private final String tenant = "t" + UUID.randomUUID();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /** The store under test. */
    protected abstract SessionIndex sessions();

    @Test
    void logOut_nobodyRemembered_nothing() {
        assertThat(sessions().logOut(all(ADA))).isEmpty();
    }

    @Test
    void logOut_rememberedSession_comesBackWhole() {
        NameId full = new NameId("ada", Optional.of(PERSISTENT), Optional.of("urn:idp"), Optional.of("urn:sp"));
        Entry entry = entry(full, "i1", "s1");
        assertThat(sessions().remember(entry)).isTrue();
        assertThat(sessions().logOut(all(full))).containsExactly(entry);
    }

    @Test
    void logOut_subjectOnly_allSessionsOfTheSubject() {
        Entry one = remembered(entry(ADA, "i1", "s1"));
        Entry two = remembered(entry(ADA, "i2", "s2"));
        Entry three = remembered(entry(ADA, null, "s3"));
        remembered(entry(name("bob"), "i1", "s4"));
        assertThat(sessions().logOut(all(ADA))).containsExactlyInAnyOrder(one, two, three);
    }

    @Test
    void logOut_subjectAndIndexes_onlyThese() {
        Entry one = remembered(entry(ADA, "i1", "s1"));
        Entry two = remembered(entry(ADA, "i2", "s2"));
        remembered(entry(ADA, "i3", "s3"));
        remembered(entry(ADA, null, "s4"));
        remembered(entry(name("bob"), "i1", "s5"));
        assertThat(sessions().logOut(some(ADA, "i1", "i2", "unknown"))).containsExactlyInAnyOrder(one, two);
        assertThat(sessions().logOut(some(ADA, "unknown"))).isEmpty();
    }

    @Test
    void logOut_indexOnly_whoeverHasIt() {
        Entry one = remembered(entry(ADA, "sid-1", "s1"));
        remembered(entry(ADA, "sid-2", "s2"));
        assertThat(sessions().logOut(logout(Optional.empty(), Set.of("sid-1")))).containsExactly(one);
    }

    @Test
    void logOut_otherTenantOrConnection_nothing() {
        remembered(entry(ADA, "i1", "s1"));
        assertThat(sessions().logOut(new Logout(tenant + "x", "idp", Optional.of(ADA), Set.of(), now, later())))
                .isEmpty();
        assertThat(sessions().logOut(new Logout(tenant, "other", Optional.of(ADA), Set.of(), now, later())))
                .isEmpty();
        assertThat(sessions().logOut(new Logout(tenant, "other", Optional.empty(), Set.of("i1"), now, later())))
                .isEmpty();
    }

    /** SAML Core 3.3.4: the identifiers must agree in everything. */
    @Test
    void logOut_nameIdThatDiffersInAnyPart_nothing() {
        NameId full = new NameId("ada", Optional.of(PERSISTENT), Optional.of("urn:idp"), Optional.of("urn:sp"));
        Entry entry = remembered(entry(full, "i1", "s1"));
        for (NameId other : List.of(
                ADA,
                new NameId("Ada", full.format(), full.nameQualifier(), full.spNameQualifier()),
                new NameId("ada ", full.format(), full.nameQualifier(), full.spNameQualifier()),
                new NameId("ada", Optional.empty(), full.nameQualifier(), full.spNameQualifier()),
                new NameId("ada", Optional.of(PERSISTENT + "x"), full.nameQualifier(), full.spNameQualifier()),
                new NameId("ada", full.format(), Optional.empty(), full.spNameQualifier()),
                new NameId("ada", full.format(), Optional.of("urn:sp"), Optional.of("urn:idp")),
                new NameId("ada", full.format(), full.nameQualifier(), Optional.empty()),
                new NameId("ada", full.format(), full.nameQualifier(), Optional.of("")))) {
            assertThat(sessions().logOut(all(other))).as(other.key()).isEmpty();
            assertThat(sessions().logOut(some(other, "i1"))).as(other.key()).isEmpty();
        }
        assertThat(sessions().logOut(some(full, "i1"))).containsExactly(entry);
    }

    /** SAML Core 2.2.2: without a format, "unspecified" is in effect. */
    @Test
    void logOut_formatUnspecifiedOrLeftOut_theSame() {
        Entry entry = remembered(entry(ADA, "i1", "s1"));
        NameId spelledOut = new NameId("ada", Optional.of(UNSPECIFIED), Optional.empty(), Optional.empty());
        assertThat(sessions().logOut(all(spelledOut))).containsExactly(entry);
    }

    @Test
    void logOut_longNamesThatDifferAtTheEnd_toldApart() {
        String start = "n".repeat(1023);
        Entry one = remembered(entry(name(start + "a"), start + "a", "s1"));
        Entry two = remembered(entry(name(start + "b"), start + "b", "s2"));
        assertThat(sessions().logOut(all(one.nameId()))).containsExactly(one);
        assertThat(sessions().logOut(logout(Optional.empty(), Set.of(start + "b"))))
                .containsExactly(two);
    }

    @Test
    void logOut_again_stillThereUntilForgotten() {
        Entry entry = remembered(entry(ADA, "i1", "s1"));
        sessions().logOut(all(ADA));
        assertThat(sessions().logOut(all(ADA))).containsExactly(entry);
        sessions().forget(tenant, "s1");
        assertThat(sessions().logOut(all(ADA))).isEmpty();
        sessions().forget(tenant, "s1");
    }

    @Test
    void forget_sessionOfOtherTenant_stays() {
        Entry entry = remembered(entry(ADA, "i1", "s1"));
        sessions().forget(tenant + "x", "s1");
        assertThat(sessions().logOut(all(ADA))).containsExactly(entry);
    }

    @Test
    void logOut_expiredSession_isNotThere() {
        remembered(new Entry(tenant, "idp", ADA, Optional.of("i1"), "s1", "u1", now, now.minusSeconds(1)));
        assertThat(sessions().logOut(all(ADA))).isEmpty();
    }

    @Test
    void remember_sameSessionAgain_oneOfIt() {
        remembered(entry(ADA, "i1", "s1"));
        Entry again = remembered(entry(ADA, "i2", "s1"));
        assertThat(sessions().logOut(all(ADA))).containsExactly(again);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60_000})
    void remember_signInBeganBeforeTheLogout_refused(int millisBefore) {
        sessions().logOut(all(ADA));
        Entry late = entry(ADA, "i1", "s1", now.minusMillis(millisBefore));
        assertThat(sessions().remember(late)).isFalse();
        assertThat(sessions().logOut(all(ADA))).isEmpty();
    }

    @Test
    void remember_signInBeganAfterTheLogout_begins() {
        sessions().logOut(all(ADA));
        assertThat(sessions().remember(entry(ADA, "i1", "s1", now.plusMillis(1))))
                .isTrue();
    }

    @Test
    void remember_betweenTwoLogoutsThatEndTogether_theLaterCounts() {
        for (Instant at : List.of(now, now.plusSeconds(60), now.plusSeconds(30))) {
            sessions().logOut(new Logout(tenant, "idp", Optional.of(ADA), Set.of(), at, later()));
        }
        assertThat(sessions().remember(entry(ADA, "i1", "s1", now.plusSeconds(59))))
                .isFalse();
        assertThat(sessions().remember(entry(ADA, "i1", "s1", now.plusSeconds(61))))
                .isTrue();
    }

    @Test
    void remember_logoutOfOthers_begins() {
        sessions().logOut(some(ADA, "i2"));
        sessions().logOut(all(name("bob")));
        sessions().logOut(logout(Optional.empty(), Set.of("i2")));
        assertThat(sessions().remember(entry(ADA, "i1", "s1"))).isTrue();
        assertThat(sessions().remember(entry(ADA, null, "s2"))).isTrue();
        assertThat(sessions().remember(entry(name("carol"), "", "s3"))).isTrue();
    }

    @Test
    void remember_logoutOfThisIndex_refused() {
        sessions().logOut(some(ADA, "i1"));
        assertThat(sessions().remember(entry(ADA, "i1", "s1"))).isFalse();
        sessions().logOut(logout(Optional.empty(), Set.of("sid")));
        assertThat(sessions().remember(entry(name("bob"), "sid", "s2"))).isFalse();
    }

    /** Whichever comes first: a session that begins is one that the logout has found. */
    @Test
    void rememberAndLogOut_atTheSameTime_atLeastOneSeesTheOther() throws Exception {
        for (int round = 0; round < 20; round++) {
            NameId person = name("racer" + round);
            Entry entry = entry(person, "i", "race" + round);
            CyclicBarrier start = new CyclicBarrier(2);
            List<Boolean> seen = InParallel.call(2, i -> () -> {
                start.await();
                return i == 0
                        ? !sessions().remember(entry)
                        : !sessions().logOut(all(person)).isEmpty();
            });
            assertThat(seen).contains(true);
        }
    }

    private Entry remembered(Entry entry) {
        assertThat(sessions().remember(entry)).isTrue();
        return entry;
    }

    private Entry entry(NameId nameId, String index, String id) {
        return entry(nameId, index, id, now);
    }

    private Entry entry(NameId nameId, String index, String id, Instant startedAt) {
        return new Entry(tenant, "idp", nameId, Optional.ofNullable(index), id, "u1", startedAt, later());
    }

    private Logout all(NameId nameId) {
        return logout(Optional.of(nameId), Set.of());
    }

    private Logout some(NameId nameId, String... indexes) {
        return logout(Optional.of(nameId), Set.of(indexes));
    }

    private Logout logout(Optional<NameId> nameId, Set<String> indexes) {
        return new Logout(tenant, "idp", nameId, indexes, now, later());
    }

    private static NameId name(String value) {
        return new NameId(value, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private Instant later() {
        return now.plus(Duration.ofHours(1));
    }
}
