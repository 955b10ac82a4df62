package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.AcceptedRequestStore.Accepted;
import io.ssokit.provisioning.AcceptedRequestStore.Turn;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimGuardStore.GroupTombstone;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex.Entry;
import io.ssokit.session.SessionIndex.Logout;
import io.ssokit.store.Retention;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is deleted by time from the tables of {@link JdbcStores}. Long ago, so that no row of another test is over. */
public abstract class PurgeContract {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String DIGITS = "(values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) ";

    protected final String tenant = "t" + UUID.randomUUID();
    protected final MovableClock clock = MovableClock.at("2001-01-01T12:00:00Z");

    /** A database with the newest tables. */
    protected abstract DataSource database();

    @AfterEach
    void leaveNothing() {
        clock.set(Instant.parse("2005-01-01T00:00:00Z"));
        Stores all = stores();
        for (int deleted = 1; deleted > 0; ) {
            deleted = all.purge();
        }
    }

    @Test
    void purge_everyTable_rowsGoWhenTheyAreOverAndNotBefore() {
        Stores stores = stores();
        untilInAnHour(stores);
        ofProvisioning(stores);
        assertThat(stores.purge()).as("nothing is over").isZero();
        clock.advance(HOUR.plusMillis(1));
        assertThat(stores.purge()).as("used id, session, its end, logout, turn").isEqualTo(5);
        clock.advance(Duration.ofDays(1));
        assertThat(stores.purge()).as("bulk request with two results").isEqualTo(3);
        clock.advance(Duration.ofDays(1));
        assertThat(stores.purge()).as("departures of a minute").isEqualTo(1);
        clock.advance(Duration.ofDays(27));
        assertThat(stores.purge()).isZero();
        clock.advance(Duration.ofDays(1));
        assertThat(stores.purge()).as("event that waits for a webhook").isEqualTo(1);
        assertThat(stores.scim().guards().tombstone(tenant, "g1")).isPresent();
        clock.advance(Duration.ofDays(150));
        assertThat(stores.purge()).as("name of a deleted group").isEqualTo(1);
        assertThat(stores.scim().guards().tombstone(tenant, "g1")).isEmpty();
    }

    @Test
    void purge_nameOfDeletedPerson_keptForFourHundredDays() {
        Stores stores = stores();
        deletePerson(stores);
        clock.advance(Retention.DEFAULT.deletedPeople());
        assertThat(stores.purge()).isZero();
        assertSignInRefused(stores);
        clock.advance(Duration.ofMillis(1));
        assertThat(stores.purge()).isEqualTo(1);
        assertThat(stores.users().create(person(), Origin.SIGN_IN).version()).isEqualTo(1);
    }

    @Test
    void purge_keptForEver_staysForEver() {
        Retention forEver = Retention.DEFAULT
                .withDeletedPeople(Retention.FOREVER)
                .withDeletedGroups(Retention.FOREVER)
                .withEvents(Retention.FOREVER);
        Stores stores = JdbcStores.of(database(), clock).withRetention(forEver);
        deletePerson(stores);
        bury(stores);
        append(stores);
        clock.advance(Duration.ofDays(1_000));
        assertThat(stores.purge()).isZero();
        assertSignInRefused(stores);
        assertThat(stores.scim().guards().tombstone(tenant, "g1")).isPresent();
        assertThat(stores.scim().events().recent(tenant, 9, OptionalLong.empty()))
                .hasSize(1);
    }

    @Test
    void purge_shorterRetention_inForce() {
        Retention shorter =
                Retention.DEFAULT.withDeletedPeople(Duration.ofDays(1)).withEvents(Duration.ofDays(7));
        Stores stores = JdbcStores.of(database(), clock).withRetention(shorter);
        deletePerson(stores);
        append(stores);
        clock.advance(Duration.ofDays(2));
        assertThat(stores.purge()).isEqualTo(1);
        clock.advance(Duration.ofDays(6));
        assertThat(stores.purge()).isEqualTo(1);
    }

    @Test
    void oneTime_idsAreOver_noCallDeletesThem() throws SQLException {
        Stores stores = stores();
        stores.oneTime().take(tenant, "a", clock.instant().plusSeconds(1));
        clock.advance(HOUR);
        stores.oneTime().take(tenant, "b", clock.instant().plusSeconds(1));
        assertThat(usedIds()).isEqualTo(2);
        assertThat(stores.purge()).isEqualTo(1);
        assertThat(usedIds()).isEqualTo(1);
    }

    @Test
    void purge_nodesAtOnce_eachRowOnce() throws Exception {
        useIds(10_000);
        List<Integer> deleted = InParallel.call(3, i -> () -> stores().purge());
        assertThat(deleted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
        assertThat(usedIds()).isZero();
    }

    /** A node. */
    protected final JdbcStores stores() {
        return JdbcStores.of(database(), clock);
    }

    private void untilInAnHour(Stores stores) {
        Instant now = clock.instant();
        Instant until = now.plus(HOUR);
        NameId ada = new NameId("ada", Optional.empty(), Optional.empty(), Optional.empty());
        stores.oneTime().take(tenant, "once", until);
        stores.sessions().remember(new Entry(tenant, "idp", ada, Optional.empty(), "s1", "ada", now, until));
        stores.revocations().end(tenant, "ada", "s2", until);
        stores.sessions().logOut(new Logout(tenant, "idp", Optional.empty(), Set.of("i1"), now, until));
        stores.scim().leases().take(tenant, "node", until);
    }

    private void ofProvisioning(Stores stores) {
        AcceptedRequestStore requests = stores.scim().requests();
        requests.add(new Accepted(tenant, "txn", "{}", clock.instant()), 1);
        Turn turn = requests.take(HOUR).orElseThrow();
        requests.save(turn, 1, 0, "{}", HOUR);
        requests.save(turn, 2, 1, "{}", HOUR);
        requests.finish(turn, Duration.ofDays(1));
        stores.scim().guards().depart(tenant, clock.instant(), clock.instant());
        append(stores);
        bury(stores);
    }

    private void append(Stores stores) {
        ScimEvent event = new ScimEvent(
                0, clock.instant(), tenant, "scim.user.created", "/Users/1", "ada", List.of(), 0, "", Delivery.NONE);
        stores.scim().events().append(event, Optional.of("{}"));
    }

    private void bury(Stores stores) {
        stores.scim()
                .guards()
                .bury(new GroupTombstone(tenant, "g1", "Sales", Optional.empty(), clock.instant(), false));
    }

    private void deletePerson(Stores stores) {
        User ada = stores.users().create(person(), Origin.PROVISIONING);
        stores.users().delete(tenant, ada.id(), OptionalLong.empty());
    }

    private void assertSignInRefused(Stores stores) {
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(() -> stores.users().create(person(), Origin.SIGN_IN));
    }

    private User person() {
        return User.named(tenant, "ada").build();
    }

    /** Over since a second. */
    protected final void useIds(int many) throws SQLException {
        execute("insert into sso_one_time (purpose, id, expires) select '" + tenant
                + "', 'id' || (a.n * 100000 + b.n * 10000 + c.n * 1000 + d.n * 100 + e.n * 10 + f.n),"
                + " timestamp with time zone '2001-01-01 11:59:59+00:00' from " + DIGITS + "a(n), " + DIGITS + "b(n), "
                + DIGITS + "c(n), " + DIGITS + "d(n), " + DIGITS + "e(n), " + DIGITS + "f(n)"
                + " where a.n * 100000 + b.n * 10000 + c.n * 1000 + d.n * 100 + e.n * 10 + f.n < " + many);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    /** Those of this test. */
    protected final long usedIds() throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from sso_one_time where purpose = '" + tenant + "'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
