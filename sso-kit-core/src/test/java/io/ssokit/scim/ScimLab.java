package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.session.SessionRevocations;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcDataSource;

/** An endpoint with two tenants on memory stores, and the few words tests need to talk to it. */
final class ScimLab {
    static final String BASE = "https://app.example/scim/v2";
    static final String ACME_TOKEN = "acme-token-0123456789-0123456789-0123456789";
    static final String GLOBEX_TOKEN = "globex-token-0123456789-0123456789-012345";
    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-01T10:00:00Z"), ZoneOffset.UTC);

    // The clock stands still, and so nobody would ever be let in again.
    private static final ScimSettings BUSY =
            ScimSettings.builder().rateLimit(1_000_000).build();

    final Stores stores;
    final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    final ScimEndpoint endpoint;
    private String token = ACME_TOKEN;

    /** On empty memory stores. */
    ScimLab() {
        this(store -> store);
    }

    /** On empty memory stores, seen through something else. */
    ScimLab(UnaryOperator<UserStore> around) {
        this.stores = MemoryStores.create(CLOCK);
        this.endpoint = endpoint(around.apply(stores.users()), stores.revocations());
    }

    ScimLab(Stores stores) {
        this.stores = stores;
        this.endpoint = endpoint(stores.users(), stores.revocations());
    }

    /** With further options of the endpoint. */
    ScimLab(Stores stores, UnaryOperator<ScimEndpoint.Builder> options) {
        this.stores = stores;
        this.endpoint =
                options.apply(builder(stores.users(), stores.revocations())).build();
    }

    /** On empty memory stores, with attributes of the app's own. */
    static ScimLab with(ScimExtension... extensions) {
        return with(MemoryStores.create(CLOCK), extensions);
    }

    /** With attributes of the app's own. */
    static ScimLab with(Stores stores, ScimExtension... extensions) {
        return new ScimLab(stores, builder -> builder.extensions(List.of(extensions)));
    }

    ScimEndpoint endpoint(UserStore store, SessionRevocations revocations) {
        return builder(store, revocations).build();
    }

    private ScimEndpoint.Builder builder(UserStore store, SessionRevocations revocations) {
        return ScimEndpoint.builder(URI.create(BASE), store, revocations)
                .directories(List.of(
                        ScimDirectory.of("acme", Secret.of(ACME_TOKEN)).with(BUSY),
                        ScimDirectory.of("globex", Secret.of(GLOBEX_TOKEN)).with(BUSY)))
                .audit(List.of(events::add))
                .clock(CLOCK);
    }

    /** Empty stores in a database of their own, which lives as long as this JVM. */
    static Stores emptyH2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return JdbcStores.of(source, CLOCK).createSchema();
    }

    /** Sends with this token from now on. */
    ScimLab as(String other) {
        token = other;
        return this;
    }

    Reply send(ScimRequest request) {
        return sendAs(token, request);
    }

    Reply sendAs(String token, ScimRequest request) {
        return new Reply(endpoint.handle(request.header("Authorization", "Bearer " + token)));
    }

    Reply get(String target) {
        return send(ScimRequest.of("GET", target));
    }

    Reply send(String method, String target, String json) {
        return send(ScimRequest.of(method, target).json(json));
    }

    Reply post(String target, String json) {
        return send("POST", target, json);
    }

    Reply patch(String target, String... operations) {
        return send("PATCH", target, patchOf(operations));
    }

    /** Single quotes stand for double ones, so that requests read like requests. */
    static String json(String text) {
        return text.replace('\'', '"');
    }

    static String patchOf(String... operations) {
        return json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':["
                + String.join(",", operations) + "]}");
    }

    static String filter(String filter) {
        return "filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    /** A person with a work address; the id. */
    String user(String userName) {
        return post(
                        "/Users",
                        json("{'schemas':['" + USER + "'],'userName':'" + userName
                                + "','name':{'givenName':'Barbara','familyName':'Jensen'},"
                                + "'emails':[{'value':'" + userName
                                + "','type':'work','primary':true}],'active':true}"))
                .created();
    }

    /** A group with these members; the id. */
    String group(String displayName, String... userIds) {
        List<String> members = new ArrayList<>();
        for (String id : userIds) {
            members.add("{'value':'" + id + "'}");
        }
        return post(
                        "/Groups",
                        json("{'schemas':['" + GROUP + "'],'displayName':'" + displayName + "','members':["
                                + String.join(",", members) + "]}"))
                .created();
    }

    List<String> membersOf(String groupId) {
        return get("/Groups/" + groupId).list("members").stream()
                .map(member -> String.valueOf(((Map<?, ?>) member).get("value")))
                .toList();
    }

    /** What came back, with its JSON read. */
    record Reply(ScimResponse response) {
        int status() {
            return response.status();
        }

        Map<String, Object> json() {
            return JsonText.object(response.body());
        }

        /** The value at names joined by {@code /} (names hold dots); list elements by index. */
        Object at(String path) {
            Object value = json();
            for (String name : path.split("/")) {
                value = value instanceof List<?> list
                        ? (Integer.parseInt(name) < list.size() ? list.get(Integer.parseInt(name)) : null)
                        : value instanceof Map<?, ?> map ? map.get(name) : null;
            }
            return value;
        }

        List<Object> list(String path) {
            Object value = at(path);
            return value instanceof List<?> list ? List.copyOf(list) : List.of();
        }

        String scimType() {
            return String.valueOf(at("scimType"));
        }

        String detail() {
            return String.valueOf(at("detail"));
        }

        /** The id of what a POST has made. */
        String created() {
            if (status() != 201) {
                throw new AssertionError(status() + " " + response.text());
            }
            return String.valueOf(at("id"));
        }
    }
}
