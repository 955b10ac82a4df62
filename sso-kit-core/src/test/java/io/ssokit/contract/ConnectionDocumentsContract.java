package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Changes;
import io.ssokit.connection.ConnectionDocuments.Claim;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.error.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link ConnectionDocuments} must do. Each test makes connections, tenants and domains of its own. */
public abstract class ConnectionDocumentsContract {
    private static final Instant THEN = Instant.parse("2026-03-04T12:00:00.123Z");

    private final String unique = UUID.randomUUID().toString();
    private final String acme = "acme-" + unique;
    private final String evil = "evil-" + unique;
    private final String domain = unique + ".example";

    /** The store under test. */
    protected abstract ConnectionDocuments connections();

    @Test
    void find_neverSaved_empty() {
        assertThat(connections().find(id("nobody"))).isEmpty();
    }

    @Test
    void save_new_foundAsItWas() {
        Document large = new Document(id("a"), acme, ConnectionState.DRAFT, 1, THEN, "s".repeat(300_000));
        connections().save(large, Set.of());
        assertThat(connections().find(large.id())).contains(large);
        assertThat(connections().find(large.id().toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void save_nextVersion_takesThePlaceOfTheLast() {
        Document first = saved(document("a", acme, 1));
        Document second = new Document(first.id(), acme, ConnectionState.ENABLED, 2, THEN.plusSeconds(1), "other");
        connections().save(second, Set.of());
        assertThat(connections().find(first.id())).contains(second);
    }

    @Test
    void save_otherThanTheNextVersion_staleAndNothingWritten() {
        Document second = saved(
                new Document(saved(document("a", acme, 1)).id(), acme, ConnectionState.ENABLED, 2, THEN, "sealed"));
        for (long version : new long[] {0, 1, 2, 4}) {
            assertThatExceptionOfType(StoreException.StaleVersion.class)
                    .isThrownBy(() -> connections().save(document("a", acme, version), Set.of()));
        }
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> connections().save(document("unused", acme, 2), Set.of()));
        assertThat(connections().find(second.id())).contains(second);
    }

    @Test
    void save_idOfAnotherTenant_conflictForEver() {
        Document first = saved(document("a", acme, 1));
        refused("id", () -> connections().save(document("a", evil, 1), Set.of()));
        refused("id", () -> connections().save(document("a", evil, 2), Set.of()));
        saved(new Document(first.id(), acme, ConnectionState.DELETED, 2, THEN, ""));
        refused("id", () -> connections().save(document("a", evil, 3), Set.of()));
        refused("id", () -> connections().save(document("a", evil, 1), Set.of()));
        assertThat(connections().find(first.id()))
                .hasValueSatisfying(kept -> assertThat(kept.tenant()).isEqualTo(acme));
    }

    @Test
    void save_deletedOne_comesBackToItsTenant() {
        Document first = saved(document("a", acme, 1));
        saved(new Document(first.id(), acme, ConnectionState.DELETED, 2, THEN, ""));
        Document back = saved(document("a", acme, 3));
        assertThat(connections().find(first.id())).contains(back);
    }

    @Test
    void changesSince_nothingChanged_sameStampAndNothing() {
        saved(document("a", acme, 1));
        long stamp = connections().changesSince(0).stamp();
        Changes none = connections().changesSince(stamp);
        assertThat(none.stamp()).isEqualTo(stamp);
        assertThat(none.documents()).isEmpty();
    }

    @Test
    void changesSince_changedAndDeletedOnes_thoseOnly() {
        Document kept = saved(document("kept", acme, 1));
        Document changed = saved(document("changed", acme, 1));
        Document gone = saved(document("gone", acme, 1));
        long stamp = connections().changesSince(0).stamp();
        Document changed2 = saved(new Document(changed.id(), acme, ConnectionState.ENABLED, 2, THEN, "new"));
        Document gone2 = saved(new Document(gone.id(), acme, ConnectionState.DELETED, 2, THEN, ""));
        Changes since = connections().changesSince(stamp);
        assertThat(since.stamp()).isGreaterThan(stamp);
        assertThat(since.documents()).containsExactlyInAnyOrder(changed2, gone2);
        assertThat(connections().changesSince(0).documents()).contains(kept, changed2, gone2);
    }

    @Test
    void changesSince_stampOfAnotherTime_smallerOneComesBack() {
        saved(document("a", acme, 1));
        assertThat(connections().changesSince(Long.MAX_VALUE).stamp()).isLessThan(Long.MAX_VALUE);
    }

    @Test
    void save_refused_isNoChange() {
        saved(document("a", acme, 1));
        long stamp = connections().changesSince(0).stamp();
        refused("id", () -> connections().save(document("a", evil, 2), Set.of()));
        assertThat(connections().changesSince(stamp).documents()).isEmpty();
    }

    @Test
    void save_domainOfAnotherConnectionOfTheTenant_conflict() {
        connections().save(document("a", acme, 1), Set.of(new Claim(domain, false)));
        refused(domain, () -> connections().save(document("b", acme, 1), Set.of(new Claim(domain, false))));
        refused(domain, () -> connections().save(document("b", acme, 1), Set.of(new Claim(domain, true))));
        assertThat(connections().find(id("b"))).isEmpty();
    }

    @Test
    void save_domainThatIsClaimedElsewhereOnly_firstWhoVerifiesOwnsIt() {
        connections().save(document("a", acme, 1), Set.of(new Claim(domain, false)));
        connections().save(document("b", evil, 1), Set.of(new Claim(domain, false)));
        connections().save(document("a", acme, 2), Set.of(new Claim(domain, true)));
        refused(domain, () -> connections().save(document("b", evil, 2), Set.of(new Claim(domain, true))));
        refused(domain, () -> connections().save(document("b", evil, 2), Set.of(new Claim(domain, false))));
        refused(domain, () -> connections().save(document("c", evil, 1), Set.of(new Claim(domain, false))));
        connections().save(document("a", acme, 3), Set.of(new Claim(domain, true)));
    }

    @Test
    void save_domainGivenUp_isFreeAgain() {
        connections().save(document("a", acme, 1), Set.of(new Claim(domain, true)));
        connections().save(document("a", acme, 2), Set.of());
        connections().save(document("b", evil, 1), Set.of(new Claim(domain, true)));
        connections().save(new Document(id("b"), evil, ConnectionState.DELETED, 2, THEN, ""), Set.of());
        connections().save(document("a", acme, 3), Set.of(new Claim(domain, true), new Claim("b." + domain, false)));
    }

    @Test
    void save_subDomain_isAnotherDomain() {
        connections().save(document("a", acme, 1), Set.of(new Claim(domain, true)));
        connections().save(document("b", evil, 1), Set.of(new Claim("sub." + domain, true)));
        assertThat(connections().find(id("b"))).isPresent();
    }

    @Test
    void save_sameVersionManyAtOnce_oneWins() throws Exception {
        Document first = saved(document("a", acme, 1));
        List<Boolean> won = InParallel.call(
                12,
                i -> () -> wins(
                        new Document(first.id(), acme, ConnectionState.ENABLED, 2, THEN, "writer " + i), Set.of()));
        assertThat(won).containsOnlyOnce(true);
        assertThat(connections().find(first.id()))
                .hasValueSatisfying(kept -> assertThat(kept.version()).isEqualTo(2));
    }

    @Test
    void save_newIdByManyTenantsAtOnce_oneWins() throws Exception {
        List<Boolean> won = InParallel.call(12, i -> () -> wins(document("a", acme + i, 1), Set.of()));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void save_domainVerifiedByManyTenantsAtOnce_oneWins() throws Exception {
        List<Boolean> won =
                InParallel.call(12, i -> () -> wins(document("c" + i, acme + i, 1), Set.of(new Claim(domain, true))));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void save_domainClaimedByManyConnectionsOfATenantAtOnce_oneWins() throws Exception {
        List<Boolean> won =
                InParallel.call(12, i -> () -> wins(document("c" + i, acme, 1), Set.of(new Claim(domain, false))));
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void changesSince_whileManySave_missesNothing() throws Exception {
        long before = connections().changesSince(0).stamp();
        InParallel.call(8, i -> () -> {
            for (int version = 1; version <= 5; version++) {
                connections().save(document("c" + i, acme, version), Set.of());
            }
            return i;
        });
        long stamp = before;
        for (int i = 0; i < 8; i++) {
            saved(document("late" + i, acme, 1));
            Changes changes = connections().changesSince(stamp);
            stamp = changes.stamp();
            assertThat(changes.documents()).contains(document("late" + i, acme, 1));
        }
        assertThat(connections().changesSince(before).documents()).contains(document("c7", acme, 5));
    }

    private boolean wins(Document document, Set<Claim> domains) {
        try {
            connections().save(document, domains);
            return true;
        } catch (StoreException.StaleVersion | StoreException.Conflict lost) {
            return false;
        }
    }

    private static void refused(String attribute, ThrowingCallable save) {
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(save)
                .satisfies(conflict -> assertThat(conflict.attribute()).isEqualTo(attribute));
    }

    private Document saved(Document document) {
        connections().save(document, Set.of());
        return document;
    }

    private Document document(String name, String tenant, long version) {
        return new Document(id(name), tenant, ConnectionState.DRAFT, version, THEN, "sealed");
    }

    private String id(String name) {
        return name + "-" + unique;
    }
}
