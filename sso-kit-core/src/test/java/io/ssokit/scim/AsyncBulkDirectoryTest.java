package io.ssokit.scim;

import static io.ssokit.scim.Rfc7644BulkTest.bulk;
import static io.ssokit.scim.Rfc7644BulkTest.postUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.directory.DirectoryLab;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.user.UserQuery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an administrator changes while a bulk request is worked off holds for the operations that are left. */
class AsyncBulkDirectoryTest {
    private static final String ROOT = "root@app.example.com";

    private final DirectoryLab lab = new DirectoryLab();
    private final Secret token = lab.directory("acme", ScimSettings.usual());
    // The lab's own store has another clock.
    private final ScimStores kept = MemoryStores.create(lab.clock).scim();
    private Runnable meanwhile = () -> {};
    private final ScimEndpoint endpoint = ScimEndpoint.builder(
                    URI.create(ScimLab.BASE), lab.stores.users(), lab.stores.revocations())
            .runTime(lab.here.directories())
            .keeping(kept)
            .clock(lab.clock)
            .audit(List.of(this::told))
            .worker(work -> {})
            .build();

    private void told(AuditEvent event) {
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        lab.clock.advance(Duration.ofSeconds(3));
    }

    private Reply send(ScimRequest request) {
        return new Reply(endpoint.handle(request.header("Authorization", "Bearer " + token.reveal())));
    }

    private String accepted() {
        ScimRequest request = ScimRequest.of("POST", "/Bulk")
                .json(bulk(postUser("a", "alice"), postUser("b", "bob"), postUser("c", "carol")))
                .header("Prefer", "respond-async");
        return send(request).response().header("Set-Txn").orElseThrow();
    }

    private long people() {
        return lab.stores.users().query("acme", UserQuery.page(0, 10)).total();
    }

    private void work() {
        endpoint.later.orElseThrow().work();
    }

    @Test
    void directory_deletedWhileWorkIsDone_theRestIsDropped() {
        accepted();
        meanwhile = () -> lab.here.admin().delete(ROOT, "acme", OptionalLong.empty());
        work();
        assertThat(people()).isEqualTo(1);
        assertThat(kept.requests().take(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void directory_pausedWhileWorkIsDone_theRestWaits() {
        String txn = accepted();
        meanwhile = () -> lab.here.admin().pause(ROOT, "acme");
        work();
        assertThat(people()).isEqualTo(1);
        lab.here.admin().resume(ROOT, "acme");
        lab.clock.advance(Duration.ofMinutes(2));
        work();
        assertThat(people()).isEqualTo(3);
        assertThat(Rfc7644BulkTest.statuses(send(ScimRequest.of("GET", "/Bulk/" + txn))))
                .containsExactly("201", "201", "201");
    }

    @Test
    void directory_losesARightWhileWorkIsDone_theRestIsRefused() {
        String txn = accepted();
        meanwhile = () -> lab.here
                .admin()
                .replace(
                        ROOT,
                        "acme",
                        ScimSettings.builder().allow(Set.of(ScimAction.UPDATE)).build(),
                        OptionalLong.empty());
        work();
        assertThat(Rfc7644BulkTest.statuses(send(ScimRequest.of("GET", "/Bulk/" + txn))))
                .containsExactly("201", "403", "403");
    }
}
