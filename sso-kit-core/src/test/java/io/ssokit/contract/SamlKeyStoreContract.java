package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.key.SamlKeyStore.Entry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link SamlKeyStore} must do. Each test begins with a store in which there is no key. */
public abstract class SamlKeyStoreContract {
    private static final Instant CREATED = Instant.parse("2026-03-04T12:00:00.123Z");

    /** The store under test. */
    protected abstract SamlKeyStore keys();

    /** Removes all keys from the store under test, whatever their state. */
    protected abstract void clear();

    @BeforeEach
    void empty() {
        clear();
    }

    @Test
    void list_nothingAdded_empty() {
        assertThat(keys().list()).isEmpty();
    }

    @Test
    void add_entries_listedAsTheyWere() {
        Entry long1 = new Entry(
                "0".repeat(64), Use.SIGNING, State.CURRENT, CREATED, "certificate\n".repeat(800), "k".repeat(20_000));
        Entry other = entry(Use.ENCRYPTION, State.CURRENT);
        assertThat(keys().add(long1)).isTrue();
        assertThat(keys().add(other)).isTrue();
        assertThat(keys().list()).containsExactlyInAnyOrder(long1, other);
    }

    @Test
    void add_sameUseAndState_firstStays() {
        Entry first = entry(Use.SIGNING, State.CURRENT);
        assertThat(keys().add(first)).isTrue();
        assertThat(keys().add(entry(Use.SIGNING, State.CURRENT))).isFalse();
        assertThat(keys().list()).containsExactly(first);
    }

    @Test
    void add_idThatIsTaken_firstStays() {
        Entry first = entry(Use.SIGNING, State.CURRENT);
        keys().add(first);
        assertThat(keys().add(new Entry(first.id(), Use.ENCRYPTION, State.NEXT, CREATED, "c", "k")))
                .isFalse();
        assertThat(keys().list()).containsExactly(first);
    }

    @Test
    void rotate_nextKey_becomesCurrentAndCurrentPrevious() {
        Entry one = added(Use.SIGNING, State.CURRENT);
        Entry two = added(Use.SIGNING, State.NEXT);
        Entry other = added(Use.ENCRYPTION, State.CURRENT);
        assertThat(keys().rotate(Use.SIGNING, two.id())).isTrue();
        Entry three = added(Use.SIGNING, State.NEXT);
        assertThat(keys().rotate(Use.SIGNING, three.id())).isTrue();
        assertThat(keys().list())
                .containsExactlyInAnyOrder(
                        one.in(State.PREVIOUS), two.in(State.PREVIOUS), three.in(State.CURRENT), other);
    }

    @Test
    void rotate_withoutCurrentKey_becomesCurrent() {
        Entry next = added(Use.SIGNING, State.NEXT);
        assertThat(keys().rotate(Use.SIGNING, next.id())).isTrue();
        assertThat(keys().list()).containsExactly(next.in(State.CURRENT));
    }

    @Test
    void rotate_keyThatIsNotTheNextOfThisUse_nothingChanged() {
        Entry current = added(Use.SIGNING, State.CURRENT);
        Entry next = added(Use.SIGNING, State.NEXT);
        assertThat(keys().rotate(Use.SIGNING, current.id())).isFalse();
        assertThat(keys().rotate(Use.ENCRYPTION, next.id())).isFalse();
        assertThat(keys().rotate(Use.SIGNING, "abc")).isFalse();
        assertThat(keys().list()).containsExactlyInAnyOrder(current, next);
    }

    @Test
    void remove_nextOrPrevious_gone() {
        Entry one = added(Use.SIGNING, State.CURRENT);
        Entry two = added(Use.SIGNING, State.NEXT);
        keys().rotate(Use.SIGNING, two.id());
        Entry three = added(Use.SIGNING, State.NEXT);
        assertThat(keys().remove(one.id())).isTrue();
        assertThat(keys().remove(three.id())).isTrue();
        assertThat(keys().list()).containsExactly(two.in(State.CURRENT));
    }

    @Test
    void remove_currentOrUnknown_nothingChanged() {
        Entry current = added(Use.SIGNING, State.CURRENT);
        assertThat(keys().remove(current.id())).isFalse();
        assertThat(keys().remove("abc")).isFalse();
        assertThat(keys().list()).containsExactly(current);
    }

    @Test
    void reseal_asItWasListed_onlyTheSealedKeyChanges() {
        Entry current = added(Use.SIGNING, State.CURRENT);
        Entry next = added(Use.SIGNING, State.NEXT);
        assertThat(keys().reseal(current, "sealed anew")).isTrue();
        Entry anew = new Entry(current.id(), Use.SIGNING, State.CURRENT, CREATED, current.certificate(), "sealed anew");
        assertThat(keys().list()).containsExactlyInAnyOrder(anew, next);
    }

    @Test
    void reseal_changedOrUnknown_nothingChanged() {
        Entry current = added(Use.SIGNING, State.CURRENT);
        Entry other = new Entry(current.id(), Use.SIGNING, State.CURRENT, CREATED, "certificate", "another");
        assertThat(keys().reseal(other, "sealed anew")).isFalse();
        assertThat(keys().reseal(entry(Use.SIGNING, State.CURRENT), "sealed anew"))
                .isFalse();
        assertThat(keys().list()).containsExactly(current);
    }

    @Test
    void add_manyAtOnce_exactlyOneWins() throws Exception {
        List<Boolean> won = InParallel.call(16, i -> () -> keys().add(entry(Use.SIGNING, State.CURRENT)));
        assertThat(won).containsOnlyOnce(true);
        assertThat(keys().list()).hasSize(1);
    }

    @Test
    void rotate_manyAtOnce_exactlyOnceAndOneCurrent() throws Exception {
        Entry one = added(Use.SIGNING, State.CURRENT);
        Entry two = added(Use.SIGNING, State.NEXT);
        List<Boolean> done = InParallel.call(12, i -> () -> keys().rotate(Use.SIGNING, two.id()));
        assertThat(done).containsOnlyOnce(true);
        assertThat(keys().list()).containsExactlyInAnyOrder(one.in(State.PREVIOUS), two.in(State.CURRENT));
    }

    @Test
    void rotate_whileOthersRemoveTheNextKey_theCurrentOneNeverGoes() throws Exception {
        for (int round = 0; round < 10; round++) {
            clear();
            added(Use.SIGNING, State.CURRENT);
            Entry next = added(Use.SIGNING, State.NEXT);
            InParallel.call(
                    6, i -> () -> i % 2 == 0 ? keys().rotate(Use.SIGNING, next.id()) : keys().remove(next.id()));
            assertThat(keys().list().stream().filter(entry -> entry.state() == State.CURRENT))
                    .hasSize(1);
        }
    }

    private Entry added(Use use, State state) {
        Entry entry = entry(use, state);
        assertThat(keys().add(entry)).isTrue();
        return entry;
    }

    private static Entry entry(Use use, State state) {
        return new Entry(UUID.randomUUID().toString().replace("-", ""), use, state, CREATED, "certificate", "sealed");
    }
}
