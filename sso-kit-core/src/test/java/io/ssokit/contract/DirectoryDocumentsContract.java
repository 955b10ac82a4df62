package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.directory.Activity;
import io.ssokit.directory.Activity.Failure;
import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.directory.DirectoryDocuments.Changes;
import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.error.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link DirectoryDocuments} must do. Each test has tenants of its own. */
public abstract class DirectoryDocumentsContract {
    private static final Instant THEN = Instant.parse("2026-03-04T12:00:00.123Z");

    private final String unique = UUID.randomUUID().toString();

    /** The store under test. */
    protected abstract DirectoryDocuments directories();

    @Test
    void find_neverSaved_empty() {
        assertThat(directories().find(tenant("nobody"))).isEmpty();
        assertThat(directories().activity(tenant("nobody"))).isEmpty();
    }

    @Test
    void save_new_foundAsItWas() {
        Document large = new Document(tenant("a"), false, 1, THEN, "s".repeat(300_000));
        directories().save(large);
        assertThat(directories().find(large.tenant())).contains(large);
        assertThat(directories().find(large.tenant().toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void save_otherThanTheNextVersion_staleAndNothingWritten() {
        saved(document("a", 1));
        Document second = saved(new Document(tenant("a"), false, 2, THEN.plusSeconds(1), "other"));
        long stamp = directories().changesSince(0).stamp();
        for (long version : new long[] {0, 1, 2, 4}) {
            assertThatExceptionOfType(StoreException.StaleVersion.class)
                    .isThrownBy(() -> directories().save(document("a", version)));
        }
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> directories().save(document("unused", 2)));
        assertThat(directories().find(second.tenant())).contains(second);
        assertThat(directories().changesSince(stamp).documents()).isEmpty();
    }

    @Test
    void save_deletedOne_comesBackWithTheNextVersion() {
        saved(document("a", 1));
        saved(new Document(tenant("a"), true, 2, THEN, ""));
        Document back = saved(document("a", 3));
        assertThat(directories().find(back.tenant())).contains(back);
    }

    @Test
    void changesSince_nothingChanged_sameStampAndNothing() {
        saved(document("a", 1));
        long stamp = directories().changesSince(0).stamp();
        Changes none = directories().changesSince(stamp);
        assertThat(none.stamp()).isEqualTo(stamp);
        assertThat(none.documents()).isEmpty();
    }

    @Test
    void changesSince_changedAndDeletedOnes_thoseOnly() {
        Document kept = saved(document("kept", 1));
        saved(document("changed", 1));
        saved(document("gone", 1));
        long stamp = directories().changesSince(0).stamp();
        Document changed = saved(new Document(tenant("changed"), false, 2, THEN, "new"));
        Document gone = saved(new Document(tenant("gone"), true, 2, THEN, ""));
        Changes since = directories().changesSince(stamp);
        assertThat(since.stamp()).isGreaterThan(stamp);
        assertThat(since.documents()).containsExactlyInAnyOrder(changed, gone);
        assertThat(directories().changesSince(0).documents()).contains(kept, changed, gone);
    }

    @Test
    void changesSince_stampOfAnotherTime_smallerOneComesBack() {
        saved(document("a", 1));
        assertThat(directories().changesSince(Long.MAX_VALUE).stamp()).isLessThan(Long.MAX_VALUE);
    }

    @Test
    void changesSince_whileManySave_missesNothing() throws Exception {
        long before = directories().changesSince(0).stamp();
        InParallel.call(8, i -> () -> {
            for (int version = 1; version <= 5; version++) {
                directories().save(document("c" + i, version));
            }
            return i;
        });
        long stamp = before;
        for (int i = 0; i < 8; i++) {
            saved(document("late" + i, 1));
            Changes changes = directories().changesSince(stamp);
            stamp = changes.stamp();
            assertThat(changes.documents()).contains(document("late" + i, 1));
        }
        assertThat(directories().changesSince(before).documents()).contains(document("c7", 5));
    }

    @Test
    void save_sameVersionManyAtOnce_oneWins() throws Exception {
        saved(document("a", 1));
        List<Boolean> won = InParallel.call(12, i -> () -> wins(new Document(tenant("a"), false, 2, THEN, "by " + i)));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void save_newTenantManyAtOnce_oneWins() throws Exception {
        List<Boolean> won = InParallel.call(12, i -> () -> wins(new Document(tenant("a"), false, 1, THEN, "by " + i)));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void add_twice_laterTimesAndSums() {
        String tenant = tenant("a");
        directories()
                .add(new Activity(
                        tenant,
                        Optional.of(THEN),
                        Optional.of(THEN.plusSeconds(9)),
                        Optional.empty(),
                        Optional.of(new Failure(THEN, "first")),
                        2,
                        0,
                        Map.of("one", THEN, "two", THEN)));
        directories()
                .add(new Activity(
                        tenant,
                        Optional.of(THEN.plusSeconds(5)),
                        Optional.of(THEN),
                        Optional.of(THEN),
                        Optional.of(new Failure(THEN.plusSeconds(1), "POST /Users 409: 'x' \u00e4")),
                        1,
                        4,
                        Map.of("two", THEN.plusSeconds(7), "three", THEN)));
        assertThat(directories().activity(tenant))
                .contains(new Activity(
                        tenant,
                        Optional.of(THEN.plusSeconds(5)),
                        Optional.of(THEN.plusSeconds(9)),
                        Optional.of(THEN),
                        Optional.of(new Failure(THEN.plusSeconds(1), "POST /Users 409: 'x' \u00e4")),
                        3,
                        4,
                        Map.of("one", THEN, "two", THEN.plusSeconds(7), "three", THEN)));
        assertThat(directories().activity(tenant("b"))).isEmpty();
    }

    @Test
    void add_manyNodesAtOnce_nothingLost() throws Exception {
        String tenant = tenant("a");
        InParallel.call(12, i -> () -> {
            directories().add(used(tenant, "t" + i % 3, THEN.plusSeconds(i)));
            return i;
        });
        Activity all = directories().activity(tenant).orElseThrow();
        assertThat(all.users()).isEqualTo(12);
        assertThat(all.used())
                .isEqualTo(Map.of("t0", THEN.plusSeconds(9), "t1", THEN.plusSeconds(10), "t2", THEN.plusSeconds(11)));
    }

    @Test
    void save_deleted_activityForgotten() {
        saved(document("a", 1));
        saved(document("b", 1));
        directories().add(used(tenant("a"), "t", THEN));
        directories().add(used(tenant("b"), "t", THEN));
        saved(new Document(tenant("a"), true, 2, THEN, ""));
        assertThat(directories().activity(tenant("a"))).isEmpty();
        assertThat(directories().activity(tenant("b"))).contains(used(tenant("b"), "t", THEN));
    }

    private static Activity used(String tenant, String token, Instant at) {
        return new Activity(
                tenant, Optional.of(at), Optional.empty(), Optional.empty(), Optional.empty(), 1, 0, Map.of(token, at));
    }

    private boolean wins(Document document) {
        try {
            directories().save(document);
            return true;
        } catch (StoreException.StaleVersion lost) {
            return false;
        }
    }

    private Document saved(Document document) {
        directories().save(document);
        return document;
    }

    private Document document(String name, long version) {
        return new Document(tenant(name), false, version, THEN, "sealed");
    }

    private String tenant(String name) {
        return name + "-" + unique;
    }
}
