package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.Secret;
import io.ssokit.error.StoreException;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Stores and listeners that fail, and what is told of it. */
class ScimFailuresTest {
    private final ScimLab lab = new ScimLab();

    @Test
    void store_unavailable_503WithWholeSeconds() {
        Reply reply = failing(() -> new StoreException.Unavailable("jdbc:secret", Duration.ofMillis(1_500), null));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.response().header("Retry-After")).contains("2");
        assertThat(reply.response().text()).doesNotContain("jdbc");
    }

    @Test
    void store_failsUnexpectedly_500WithReferenceOnly() {
        Reply reply = failing(() -> new IllegalStateException("SELECT * FROM secrets"));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.at("status")).isEqualTo("500");
        assertThat(reply.response().text()).doesNotContain("SELECT").doesNotContain("Exception");
    }

    @Test
    void store_alwaysChangedInBetween_triedAgainThen503() {
        ScimLab racing =
                new ScimLab(store -> intercepted(store, "replace", () -> new StoreException.StaleVersion("User")));
        String id = racing.user("a@x");
        Reply reply = racing.patch("/Users/" + id, "{'op':'add','path':'title','value':'T'}");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.response().header("Retry-After")).contains("1");
    }

    @Test
    void store_changedInBetweenOnce_bothChangesStand() {
        List<Integer> once = new ArrayList<>(List.of(1));
        ScimLab[] box = new ScimLab[1];
        box[0] = new ScimLab(store -> intercepted(store, "replace", () -> {
            if (once.isEmpty()) {
                return null;
            }
            once.clear();
            User user = store.findByUserName("acme", "a@x").orElseThrow();
            store.replace(user.toBuilder().displayName(Optional.of("Between")).build(), OptionalLong.empty());
            return null;
        }));
        String id = box[0].user("a@x");
        Reply reply = box[0].patch("/Users/" + id, "{'op':'add','path':'title','value':'T'}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("title")).isEqualTo("T");
        assertThat(reply.at("displayName")).isEqualTo("Between");
    }

    @Test
    void refusals_audited_lookupsNot() {
        lab.get("/Users/nobody");
        assertThat(lab.events).isEmpty();
        lab.post("/Users", "{}");
        lab.send(ScimRequest.of("DELETE", "/Users/nobody"));
        lab.endpoint.handle(ScimRequest.of("GET", "/Users"));
        assertThat(lab.events)
                .extracting(event -> event.tenant() + " " + ((AuditEvent.ScimRefused) event).status())
                .containsExactly("acme 400", "acme 404", "- 401");
        assertThat(((AuditEvent.ScimRefused) lab.events.get(0)).scimType()).contains("invalidValue");
    }

    @Test
    void listener_thatThrows_changesNothing() {
        ScimEndpoint endpoint = ScimEndpoint.builder(
                        URI.create(ScimLab.BASE), lab.stores.users(), lab.stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of("t"))))
                .audit(List.of(event -> {
                    throw new IllegalStateException("broken listener");
                }))
                .build();
        ScimResponse response = endpoint.handle(ScimRequest.of("POST", "/Users")
                .json(json("{'userName':'a@x'}"))
                .header("Authorization", "Bearer t"));
        assertThat(response.status()).isEqualTo(201);
    }

    private static Reply failing(Supplier<RuntimeException> failure) {
        return new ScimLab(store -> intercepted(store, "query", failure)).get("/Users");
    }

    /** A store whose method first asks {@code failure} whether to throw. */
    private static UserStore intercepted(UserStore store, String name, Supplier<RuntimeException> failure) {
        return (UserStore) Proxy.newProxyInstance(
                ScimFailuresTest.class.getClassLoader(),
                new Class<?>[] {UserStore.class},
                (proxy, method, args) ->
                        call(store, method, args, method.getName().equals(name) ? failure.get() : null));
    }

    private static Object call(UserStore store, Method method, Object[] args, RuntimeException failure)
            throws Throwable {
        if (failure != null) {
            throw failure;
        }
        try {
            return method.invoke(store, args);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
