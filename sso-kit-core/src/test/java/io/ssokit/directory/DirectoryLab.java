package io.ssokit.directory;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Sealed;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes of one app on one store, with one clock; what goes on behind requests is done at once. */
public final class DirectoryLab {
    static final String ROOT = "root@app.example.com";
    static final String FIXED = "fixed-token-0123456789-0123456789-0123456789";

    public final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    public final Stores stores;
    public final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    /** Questions to the store of directories. */
    final AtomicInteger asked = new AtomicInteger();

    volatile boolean down;
    public final Node here;
    final Node there;

    public DirectoryLab() {
        this(MemoryStores.create());
    }

    DirectoryLab(Stores stores) {
        this.stores = stores;
        this.here = node(true);
        this.there = node(true);
    }

    /** One process. */
    public record Node(RunTimeDirectories directories, ScimEndpoint endpoint) {
        public ScimDirectoryAdmin admin() {
            return directories.admin();
        }

        public ScimResponse send(Secret token, String method, String target, String json) {
            ScimRequest request = ScimRequest.of(method, target).header("Authorization", "Bearer " + token.reveal());
            return endpoint.handle(json.isEmpty() ? request : request.json(json.replace('\'', '"')));
        }

        public int get(Secret token) {
            return send(token, "GET", "/Users", "").status();
        }

        public int create(Secret token, String userName) {
            String user = "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'" + userName + "'}";
            return send(token, "POST", "/Users", user).status();
        }
    }

    Node node(boolean enabled) {
        return node(enabled, Sealed.with(new byte[32]), new Documents());
    }

    Node node(boolean enabled, Sealed sealed, DirectoryDocuments documents) {
        URI base = URI.create("https://app.example/scim/v2");
        RunTimeDirectories directories = new RunTimeDirectories(new RunTimeDirectories.Parts(
                enabled,
                Map.of("fixed", ScimSettings.usual()),
                () -> documents,
                sealed,
                Sealed.with(new byte[32]),
                base,
                clock,
                events::add,
                Runnable::run));
        ScimEndpoint endpoint = ScimEndpoint.builder(base, stores.users(), stores.revocations())
                .directories(List.of(ScimDirectory.of("fixed", Secret.of(FIXED))))
                .runTime(directories)
                .clock(clock)
                .audit(List.of(events::add))
                .build();
        return new Node(directories, endpoint);
    }

    /** A directory with these settings, and its token. */
    public Secret directory(String tenant, ScimSettings settings) {
        here.admin().create(ROOT, tenant, settings);
        return token(tenant).secret();
    }

    NewCredential token(String tenant) {
        return here.admin().createToken(ROOT, tenant, "Okta", Optional.empty());
    }

    /** Until every node has looked. */
    void propagate() {
        clock.advance(Duration.ofSeconds(3));
    }

    static List<String> problems(Runnable change) {
        try {
            change.run();
            return List.of();
        } catch (ConfigurationProblems wrong) {
            return wrong.problems();
        }
    }

    /** Counts, and does not answer while it is down. */
    private final class Documents implements DirectoryDocuments {
        private DirectoryDocuments real() {
            asked.incrementAndGet();
            if (down) {
                throw new StoreException.Unavailable("down", Duration.ofSeconds(7), null);
            }
            return stores.scim().directories();
        }

        @Override
        public Changes changesSince(long stamp) {
            return real().changesSince(stamp);
        }

        @Override
        public Optional<Document> find(String tenant) {
            return real().find(tenant);
        }

        @Override
        public void save(Document next) {
            real().save(next);
        }

        @Override
        public void add(Activity seen) {
            real().add(seen);
        }

        @Override
        public Optional<Activity> activity(String tenant) {
            return real().activity(tenant);
        }

        @Override
        public boolean isDurable() {
            return real().isDurable();
        }
    }
}
