package io.ssokit.store;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.state.OneTimeStore;
import io.ssokit.user.GroupStore;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.PeopleStore;
import io.ssokit.user.UserStore;
import java.time.Clock;

/**
 * Everything the kit keeps, in the memory of this JVM: for trying out, for tests, and for apps on one node that may
 * forget with a restart. Each tenant's calls take turns. Thread-safe.
 */
public final class MemoryStores implements Stores {
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

    private MemoryStores(Clock clock) {
        this.clock = clock;
        this.users = new MemoryUserStore(clock);
        this.groups = new MemoryGroups(clock);
        this.links = new MemoryLinks();
        this.oneTime = new MemoryOneTime(clock);
        this.revocations = new MemoryRevocations(clock);
        this.sessions = new MemorySessions(clock);
        this.samlKeys = new MemorySamlKeys();
        this.connections = new MemoryConnections();
        this.scim = new MemoryScim(clock);
    }

    /** Empty stores on the system's clock. */
    public static MemoryStores create() {
        return create(Clock.systemUTC());
    }

    /** Empty stores that take every time from {@code clock}. */
    public static MemoryStores create(Clock clock) {
        return new MemoryStores(clock);
    }

    /** These stores with the app's own people; groups, memberships and names of deleted people stay here. */
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
}
