package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What identity providers do over several requests; their single requests are in {@link ClientRequestsTest}. */
class ScimDialectsTest {
    private final ScimLab lab = new ScimLab(stores());

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @Test
    @DisplayName("Entra: five and more changes of one group at once, none is lost")
    void entra_parallelMembers_noneLost() throws Exception {
        int writers = 8;
        int each = 25;
        List<String> ids = IntStream.range(0, writers * each)
                .mapToObj(i -> lab.user("u" + i + "@x.test"))
                .toList();
        String group = lab.group("G");
        ExecutorService pool = Executors.newFixedThreadPool(writers);
        try {
            List<Future<Void>> done = pool.invokeAll(IntStream.range(0, writers)
                    .<Callable<Void>>mapToObj(writer -> () -> {
                        for (int i = 0; i < each; i++) {
                            String id = ids.get(writer * each + i);
                            Reply reply = lab.patch(
                                    "/Groups/" + group,
                                    "{'op':'Add','path':'members','value':[{'value':'" + id + "'}]}");
                            assertThat(reply.status()).isEqualTo(204);
                        }
                        return null;
                    })
                    .toList());
            for (Future<Void> one : done) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(lab.membersOf(group)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    @DisplayName("ConnId (Syncope, midPoint): a path-less value with id, meta and schemas")
    void connId_wholeUserAsValue() {
        String id = lab.user("a@x.test");
        Map<String, Object> user = lab.get("/Users/" + id).json();
        user.put("displayName", "Changed");
        String body =
                "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\","
                        + "\"value\":" + new String(JsonText.bytes(user), StandardCharsets.UTF_8)
                        + "}]}";
        Reply reply = lab.send("PATCH", "/Users/" + id, body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("displayName")).isEqualTo("Changed");
        assertThat(lab.get("/Users?startIndex=1&count=1&attributes=userName,id,name")
                        .at("totalResults"))
                .isEqualTo(1L);
    }

    @Test
    @DisplayName("Clients of AWS IAM Identity Center: an empty cursor first, then nextCursor, until there is none")
    void aws_cursorPages_everybodyOnce() {
        List<String> ids =
                IntStream.range(0, 7).mapToObj(i -> lab.user("u" + i)).toList();
        List<Object> seen = new ArrayList<>();
        String next = "";
        do {
            Reply page = lab.get("/Users?count=3&cursor=" + next);
            assertThat(page.status()).isEqualTo(200);
            page.list("Resources").forEach(user -> seen.add(((Map<?, ?>) user).get("id")));
            next = page.at("nextCursor") instanceof String cursor ? cursor : "";
        } while (!next.isEmpty() && seen.size() < 20);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    @DisplayName(
            "Clients of AWS IAM Identity Center: its combinations of filters, and a hundred members in one request")
    void aws_filtersAndHundredMembers() {
        List<String> ids =
                IntStream.range(0, 101).mapToObj(i -> lab.user("u" + i)).toList();
        String hundred = ids.subList(1, 101).stream()
                .map(id -> "{'value':'" + id + "'}")
                .collect(Collectors.joining(",", "[", "]"));
        String created = lab.post("/Groups", json("{'displayName':'A','members':" + hundred + "}"))
                .created();
        String patched = lab.group("B", ids.get(0));
        assertThat(lab.patch("/Groups/" + patched, "{'op':'replace','path':'members','value':" + hundred + "}")
                        .status())
                .isEqualTo(204);
        lab.patch(
                "/Users/" + ids.get(1),
                "{'op':'add','path':'" + ScimLab.ENTERPRISE + ":manager','value':{'value':'" + ids.get(2) + "'}}",
                "{'op':'add','path':'externalId','value':'e1'}");
        for (String asked : List.of(
                "userName eq \"u1\"",
                "externalId eq \"e1\"",
                "id eq \"" + ids.get(1) + "\" and " + ScimLab.ENTERPRISE + ":manager eq \"" + ids.get(2) + "\"")) {
            assertThat(lab.get("/Users?" + filter(asked)).at("Resources/0/id"))
                    .as(asked)
                    .isEqualTo(ids.get(1));
        }
        for (String group : List.of(created, patched)) {
            assertThat(lab.get("/Users?count=0&" + filter("groups.value eq \"" + group + "\""))
                            .at("totalResults"))
                    .isEqualTo(100L);
        }
    }

    @Test
    @DisplayName("OneLogin goes on pushing a group that was deleted here: 404, and by its name it comes back clean")
    void oneLogin_groupDeletedHere_recreatedByName() {
        String a = lab.user("a@x.test");
        String old = lab.group("G", a);
        lab.send(ScimRequest.of("DELETE", "/Groups/" + old));
        Reply push = lab.patch("/Groups/" + old, "{'value':[{'value':'" + a + "'}],'op':'add','path':'members'}");
        assertThat(push.status()).isEqualTo(404);
        assertThat(lab.get("/Groups?count=100&startIndex=1").at("totalResults")).isEqualTo(0L);
        String again = lab.group("G");
        assertThat(again).isNotEqualTo(old);
        assertThat(lab.membersOf(again)).isEmpty();
    }

    @Test
    @DisplayName("JumpCloud's test of the connection leaves nothing behind")
    void jumpCloud_testConnection_leavesNothing() {
        String user = lab.user("test@x.test");
        String group = lab.group("test");
        assertThat(lab.send(ScimRequest.of("DELETE", "/Groups/" + group)).status())
                .isEqualTo(204);
        assertThat(lab.send(ScimRequest.of("DELETE", "/Users/" + user)).status())
                .isEqualTo(204);
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(0L);
        assertThat(lab.get("/Groups").at("totalResults")).isEqualTo(0L);
        lab.user("test@x.test");
    }
}
