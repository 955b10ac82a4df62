package io.ssokit.benchmarks.scim;

import io.ssokit.SsoKit;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.servlet.ScimServlet;
import io.ssokit.store.MemoryStores;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import jakarta.servlet.Servlet;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** This library as an application gets it: a directory with a bearer token, stores in memory. */
final class KitPeer implements Peer {
    static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String TENANT = "acme";
    // Measured is what a request costs, not how many a directory may send.
    static final ScimSettings UNLIMITED =
            ScimSettings.builder().rateLimit(1_000_000_000).build();

    private final UserStore store;
    private final SsoKit kit;
    private final List<String> ids = new ArrayList<>();

    KitPeer() {
        kit = SsoKit.builder(ServiceProvider.of(URI.create("http://127.0.0.1")))
                .stores(MemoryStores::create)
                .scim(ScimDirectory.of(TENANT, Secret.of(TOKEN)).with(UNLIMITED))
                .build();
        store = kit.stores().users();
    }

    @Override
    public Servlet servlet() {
        return new ScimServlet(kit);
    }

    @Override
    public void users(int count) {
        while (ids.size() < Math.min(count, ScimLoad.USERS)) {
            ScimResponse created = handle(ScimRequest.of("POST", "/Users").json(People.user(ids.size())));
            String location = created.header("Location").orElseThrow(() -> new IllegalStateException(created.text()));
            ids.add(location.substring(location.lastIndexOf('/') + 1));
        }
        // Who is only there to be a member needs a name and no more: a million whole people would fill the heap.
        while (ids.size() < count) {
            User named = User.named(TENANT, People.userName(ids.size())).build();
            ids.add(store.create(named, UserStore.Origin.PROVISIONING).id());
        }
    }

    /** Without HTTP. */
    ScimResponse handle(ScimRequest request) {
        return kit.scim().handle(request.header("Authorization", "Bearer " + TOKEN));
    }

    @Override
    public String group(int members) {
        MembershipChange joining = MembershipChange.adding(new HashSet<>(ids.subList(0, members)));
        return store.createGroup(Group.named(TENANT, "members " + members), joining)
                .id();
    }

    @Override
    public String userId(int number) {
        return ids.get(number);
    }
}
