package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.Secret;
import io.ssokit.contract.Between;
import io.ssokit.error.StoreException;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.session.EndedSessions;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SsoSession;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * P-23: provisioning switches a person off while that person signs in. The sign-in begins after the sessions were ended
 * and reads the record before it is changed; its session must not outlive the change.
 */
class DeactivationRaceTest {
    private static final String OFF = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
            + "\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}";

    private final LoginLab lab = new LoginLab(saml("acme"));
    private final String id = signIn().userId();
    private final AtomicReference<SsoSession> sneaked = new AtomicReference<>();

    @Test
    @Tag("P-23")
    void patch_signInInBetween_sessionIsDead() {
        assertThat(send(
                        racing("replace"),
                        ScimRequest.of("PATCH", "/Users/" + id).json(OFF)))
                .isEqualTo(200);
        assertThat(isLive(sneaked.get())).isFalse();
    }

    @Test
    @Tag("P-23")
    void put_signInInBetween_sessionIsDead() {
        String body = "{\"userName\":\"alice\",\"active\":false}";
        assertThat(send(racing("replace"), ScimRequest.of("PUT", "/Users/" + id).json(body)))
                .isEqualTo(200);
        assertThat(isLive(sneaked.get())).isFalse();
    }

    @Test
    @Tag("P-23")
    void delete_signInInBetween_sessionIsDead() {
        assertThat(send(racing("delete"), ScimRequest.of("DELETE", "/Users/" + id)))
                .isEqualTo(204);
        assertThat(isLive(sneaked.get())).isFalse();
    }

    /** The change is stored, the end of the sessions is not, and the client is told so: its second try has to do it. */
    @Test
    @Tag("P-23")
    void patch_storeFailsBehindTheChange_secondTryEndsTheSession() {
        AtomicInteger calls = new AtomicInteger();
        SessionRevocations real = lab.stores.revocations();
        ScimEndpoint endpoint = endpoint(usersRacing("replace"), new SessionRevocations() {
            @Override
            public void revoke(String tenant, String userId, Instant at) {
                if (calls.incrementAndGet() == 2) {
                    throw new StoreException.Unavailable("the second time", Duration.ofSeconds(1), null);
                }
                real.revoke(tenant, userId, at);
            }

            @Override
            public void end(String tenant, String userId, String sessionId, Instant until) {
                real.end(tenant, userId, sessionId, until);
            }

            @Override
            public EndedSessions ended(String tenant, String userId) {
                return real.ended(tenant, userId);
            }
        });

        assertThat(send(endpoint, ScimRequest.of("PATCH", "/Users/" + id).json(OFF)))
                .isEqualTo(503);
        assertThat(send(endpoint, ScimRequest.of("PATCH", "/Users/" + id).json(OFF)))
                .isEqualTo(200);
        assertThat(isLive(sneaked.get())).isFalse();
    }

    private ScimEndpoint racing(String method) {
        return endpoint(usersRacing(method), lab.stores.revocations());
    }

    private UserStore usersRacing(String method) {
        return Between.justBefore(UserStore.class, lab.stores.users(), method, () -> {
            lab.clock.advance(Duration.ofMillis(5));
            sneaked.set(signIn());
            assertThat(isLive(sneaked.get())).as("until the change is stored").isTrue();
            lab.clock.advance(Duration.ofMillis(5));
        });
    }

    private ScimEndpoint endpoint(UserStore users, SessionRevocations revocations) {
        return ScimEndpoint.builder(URI.create("https://app.example.com/scim/v2"), users, revocations)
                .directories(List.of(ScimDirectory.of("acme", Secret.of("token-of-the-tests"))))
                .clock(lab.clock)
                .build();
    }

    private static int send(ScimEndpoint endpoint, ScimRequest request) {
        return endpoint.handle(request.header("Authorization", "Bearer token-of-the-tests"))
                .status();
    }

    private SsoSession signIn() {
        return signedIn(lab.signIn("acme", Map.of("subject", List.of("alice")))).session();
    }

    private boolean isLive(SsoSession session) {
        return !lab.stores
                .revocations()
                .ended(session.tenant(), session.userId())
                .contains(session);
    }
}
