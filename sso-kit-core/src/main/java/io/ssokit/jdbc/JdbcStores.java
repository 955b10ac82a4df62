package io.ssokit.jdbc;

import com.github.benmanes.caffeine.cache.Ticker;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.Secret;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.Retention;
import io.ssokit.store.Stores;
import io.ssokit.user.GroupStore;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.PeopleStore;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Everything the kit keeps, in a database that all nodes share: H2 or PostgreSQL. The tables ({@code sso_…}) are made by
 * {@link #createSchema} or by the app's own migrations from the scripts {@code V….sql} in folders beside this class. Nothing is asked
 * of the database before the first call, so an app starts without it. Each call is one transaction; a database that does
 * not answer is a {@link io.ssokit.error.StoreException.Unavailable}. Thread-safe.
 */
public final class JdbcStores implements Stores, AutoCloseable {
    private final Db db;
    private final Clock clock;
    private final UserStore users;
    private final GroupStore groups;
    private final IdentityLinks links;
    private final OneTimeStore oneTime;
    private final SessionRevocations revocations;
    private final SamlKeyStore samlKeys;
    private final SessionIndex sessions;
    private final ConnectionDocuments connections;
    private final ScimStores scim;
    private final Purge purge;

    private JdbcStores(Db db, Clock clock, Retention retention) {
        this.db = db;
        this.clock = clock;
        this.users = new JdbcUserStore(db, clock);
        this.groups = new JdbcGroups(db, clock);
        this.links = new JdbcLinks(db);
        this.oneTime = new JdbcOneTime(db);
        this.revocations = new JdbcRevocations(db, Ticker.systemTicker());
        this.sessions = new JdbcSessions(db, clock);
        this.samlKeys = new JdbcSamlKeys(db);
        this.connections = new JdbcConnections(db);
        this.scim = new JdbcScim(db, clock, retention);
        this.purge = new Purge(db, clock, retention);
    }

    /**
     * Stores on the app's own pool.
     *
     * @param source hands out connections whose transactions are ours to begin and end, not one that joins a
     *     transaction of the calling thread
     */
    public static JdbcStores of(DataSource source) {
        return of(source, Clock.systemUTC());
    }

    /** Stores on the app's own pool that take every time from {@code clock}. */
    public static JdbcStores of(DataSource source, Clock clock) {
        return new JdbcStores(new Db(Connections.of(source)), clock, Retention.DEFAULT);
    }

    /**
     * Stores with a few connections of their own, for apps that have no pool.
     *
     * @throws IllegalArgumentException if no driver on the class path knows the URL
     */
    public static JdbcStores connect(String url, Optional<String> user, Optional<Secret> password, Clock clock) {
        return new JdbcStores(new Db(new UrlConnections(url, user, password)), clock, Retention.DEFAULT);
    }

    /**
     * Creates the tables, or brings those of an older release to this one's version. Nodes that start at once take
     * turns; a database that is up to date is only read. On PostgreSQL a failure leaves the database as it was; on H2 the
     * next call goes on where it broke off.
     *
     * @throws IllegalArgumentException if it is neither H2 nor PostgreSQL
     * @throws IllegalStateException if a newer release has migrated the database; the message names both versions
     * @throws io.ssokit.error.StoreException.Unavailable if the database does not answer or refuses
     */
    public JdbcStores createSchema() {
        // H2 has no lock that outlives a statement that defines data; its databases live in one JVM.
        synchronized (Migration.class) {
            db.unhurried(Migration::run);
        }
        return this;
    }

    /**
     * These stores, remembering what is over for so long; {@link Retention#DEFAULT} unless told. A change counts for names
     * of people who are deleted already, and for groups and events from then on. The connections are the same: close one of
     * the two.
     */
    public JdbcStores withRetention(Retention retention) {
        return new JdbcStores(db, clock, retention);
    }

    /**
     * These stores with the app's own people; groups, memberships and names of deleted people stay here. Closing what
     * this returns closes nothing.
     */
    public Stores withPeople(PeopleStore own) {
        return withUsers(groups.with(own, clock));
    }

    @Override
    public UserStore users() {
        return users;
    }

    @Override
    public IdentityLinks links() {
        return links;
    }

    @Override
    public OneTimeStore oneTime() {
        return oneTime;
    }

    @Override
    public SessionRevocations revocations() {
        return revocations;
    }

    @Override
    public SamlKeyStore samlKeys() {
        return samlKeys;
    }

    @Override
    public SessionIndex sessions() {
        return sessions;
    }

    @Override
    public ConnectionDocuments connections() {
        return connections;
    }

    @Override
    public ScimStores scim() {
        return scim;
    }

    /**
     * Deletes a hundred thousand rows at most, a thousand in one transaction.
     *
     * @throws io.ssokit.error.StoreException.Unavailable if the database does not answer or refuses
     */
    @Override
    public int purge() {
        return purge.run();
    }

    /** Closes connections of our own; the app's pool stays open. */
    @Override
    public void close() {
        db.close();
    }
}
