package io.ssokit.scim;

import static io.ssokit.scim.Rfc7644BulkTest.bulk;
import static io.ssokit.scim.Rfc7644BulkTest.bulkFailing;
import static io.ssokit.scim.Rfc7644BulkTest.id;
import static io.ssokit.scim.Rfc7644BulkTest.postGroup;
import static io.ssokit.scim.Rfc7644BulkTest.postReport;
import static io.ssokit.scim.Rfc7644BulkTest.postUser;
import static io.ssokit.scim.Rfc7644BulkTest.statuses;
import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ScimAction;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Security matrix: bulk limits (P-30), all or nothing (P-16), and clients that repeat themselves (P-22). */
class ScimBulkAttackTest {
    private final ScimLab lab = new ScimLab(stores());

    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    /** How long chains and circles are. */
    int many() {
        return BulkRequest.MAX_OPERATIONS;
    }

    private static String[] each(int count, IntFunction<String> operation) {
        return IntStream.range(0, count).mapToObj(operation).toArray(String[]::new);
    }

    @Test
    @Tag("P-30")
    void bulk_beyondEitherLimit_413NamingItAndNothingDone() {
        String wide = "x".repeat(2 << 20);
        Map<String, String> attacks = Map.of(
                bulk(each(1_001, i -> postUser("b" + i, "u" + i))),
                "maxOperations (1000)",
                bulk(postUser("a", "a"), postUser("b", wide)),
                "maxPayloadSize (1048576",
                bulk(each(1_001, i -> "{}")),
                "maxOperations (1000)",
                bulk(postUser("a", "a")) + " ".repeat(1 << 20),
                "maxPayloadSize (1048576");
        int accepted = 0;
        for (Map.Entry<String, String> attack : attacks.entrySet()) {
            Reply reply = lab.post("/Bulk", attack.getKey());
            accepted += reply.status() == 413 ? 0 : 1;
            assertThat(reply.detail()).contains(attack.getValue());
        }
        System.out.printf("attacks: %d tried, %d accepted (P-30)%n", attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(0L);
        assertThat(statuses(lab.post("/Bulk", bulk(each(1_000, i -> "{}")))))
                .hasSize(1_000)
                .containsOnly("400");
    }

    @Test
    @Tag("P-30")
    void bulk_chainOfThousand_resolvedEitherWay() {
        // The first is the head of the chain: its manager stands in the last operation but one, and so on.
        Reply reply = lab.post(
                "/Bulk",
                bulk(each(
                        many(),
                        i -> i == many() - 1
                                ? postUser("b" + i, "u" + i)
                                : postReport("b" + i, "u" + i, "bulkId:b" + (i + 1)))));
        assertThat(statuses(reply)).hasSize(many()).containsOnly("201");
        for (int i : List.of(0, 1, many() / 2, many() - 2)) {
            assertThat(lab.get("/Users/" + id(reply, i)).at(ENTERPRISE + "/manager/value"))
                    .isEqualTo(id(reply, i + 1));
        }
    }

    @Test
    @Tag("P-30")
    void bulk_circles_resolvedOrRefusedAndNothingHalfMade() {
        Reply whole =
                lab.post("/Bulk", bulk(each(many(), i -> postReport("b" + i, "u" + i, "bulkId:b" + (i + 1) % many()))));
        assertThat(statuses(whole)).hasSize(many()).containsOnly("201");
        assertThat(lab.get("/Users/" + id(whole, many() - 1)).at(ENTERPRISE + "/manager/value"))
                .isEqualTo(id(whole, 0));
        lab.user("taken");
        int before = Integer.parseInt(String.valueOf(lab.get("/Users").at("totalResults")));
        // Of each circle one cannot be made: then none of those that need it is left.
        Reply broken = lab.post(
                "/Bulk",
                bulk(
                        postReport("a", "alice", "bulkId:b"),
                        postReport("b", "bob", "bulkId:c"),
                        postReport("c", "taken", "bulkId:a")));
        assertThat(statuses(broken)).containsOnly("409");
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo((long) before);
        assertThat(broken.list("Operations").toString()).doesNotContain("location");
    }

    @Test
    @Tag("P-30")
    void bulk_manyReferencesOfMany_costStaysWithinTheBody() {
        // 300 people and 30 groups that all name all of them: 9,000 references.
        String[] everybody = each(300, i -> "bulkId:u" + i);
        String[] operations =
                each(330, i -> i < 30 ? postGroup("g" + i, "G" + i, everybody) : postUser("u" + (i - 30), "u" + i));
        Reply reply = lab.post("/Bulk", bulk(operations));
        assertThat(statuses(reply)).hasSize(330).containsOnly("201");
        assertThat(lab.membersOf(id(reply, 29))).hasSize(300);
    }

    @Test
    @Tag("P-30")
    void bulk_of64KiB_storeCallsFollowTheOperations() {
        MemoryStores memory = MemoryStores.create(ScimLab.CLOCK);
        FailingStore counted = new FailingStore(memory.users());
        ScimLab small = new ScimLab(memory);
        String user = small.user("u");
        ScimEndpoint endpoint = small.endpoint(counted.store(), memory.revocations());
        String[] worst = each(
                550,
                i -> i % 2 == 0
                        ? "{'method':'PUT','path':'/Users/" + user + "','data':{'userName':'u" + i + "'}}"
                        : "{'method':'DELETE','path':'/Groups/" + user + i + "'}");
        String body = bulk(worst);
        assertThat(body.length()).isBetween(40_000, 64 * 1024);
        ScimRequest request = ScimRequest.of("POST", "/Bulk").json(body);
        ScimResponse response = endpoint.handle(request.header("Authorization", "Bearer " + ScimLab.ACME_TOKEN));
        assertThat(statuses(new Reply(response))).containsOnly("200", "404");
        assertThat(counted.calls()).isLessThanOrEqualTo(4 * 550);
    }

    @Test
    @Tag("P-30")
    void bulk_circleWhereChangesAreNotAllowed_isPartOfTheCreation() {
        Stores stores = stores();
        ScimEndpoint createsOnly = ScimEndpoint.builder(URI.create(ScimLab.BASE), stores.users(), stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of(ScimLab.ACME_TOKEN))
                        .with(ScimSettings.builder()
                                .allow(Set.of(ScimAction.CREATE))
                                .build())))
                .clock(ScimLab.CLOCK)
                .build();
        ScimRequest request = ScimRequest.of("POST", "/Bulk")
                .json(bulk(postReport("a", "alice", "bulkId:b"), postReport("b", "bob", "bulkId:a")))
                .header("Authorization", "Bearer " + ScimLab.ACME_TOKEN);
        Reply made = new Reply(createsOnly.handle(request));
        assertThat(statuses(made)).containsExactly("201", "201");
        ScimRequest others = ScimRequest.of("POST", "/Bulk")
                .json(bulk(
                        "{'method':'PUT','path':'/Users/" + id(made, 0) + "','data':{'userName':'eve'}}",
                        "{'method':'PATCH','path':'/Users/" + id(made, 0)
                                + "','data':{'Operations':[{'op':'remove','path':'title'}]}}",
                        "{'method':'DELETE','path':'/Users/" + id(made, 0) + "'}"))
                .header("Authorization", "Bearer " + ScimLab.ACME_TOKEN);
        assertThat(statuses(new Reply(createsOnly.handle(others)))).containsOnly("403");
    }

    @Test
    @Tag("P-16")
    void patch_failingAtAnyOfEightPositions_nothingChanged() {
        String user = lab.user("u@x");
        String group = lab.group("Guides", user);
        List<String> good = List.of(
                "{'op':'replace','path':'displayName','value':'changed'}",
                "{'op':'add','path':'emails','value':[{'value':'other@x','type':'home'}]}",
                "{'op':'remove','path':'name.givenName'}",
                "{'op':'replace','path':'active','value':false}",
                "{'op':'add','path':'" + ENTERPRISE + ":department','value':'Tour'}",
                "{'op':'replace','path':'emails[type eq \\'work\\'].value','value':'new@x'}",
                "{'op':'replace','value':{'title':'Dr','nickName':'B'}}");
        List<String> goodOfGroup = List.of(
                "{'op':'replace','path':'displayName','value':'changed'}",
                "{'op':'remove','path':'members'}",
                "{'op':'add','path':'externalId','value':'e'}");
        Map<String, Object> userBefore = lab.get("/Users/" + user).json();
        Map<String, Object> groupBefore = lab.get("/Groups/" + group).json();
        int tried = 0;
        int accepted = 0;
        for (String bad : List.of(
                "{'op':'replace','path':'nobodyKnows','value':'x'}",
                "{'op':'replace','path':'id','value':'x'}",
                "{'op':'replace','path':'displayName[','value':'x'}")) {
            for (int position = 0; position < 8; position++) {
                List<String> operations = new ArrayList<>(good);
                operations.add(position, bad);
                accepted += lab.patch("/Users/" + user, operations.toArray(new String[0]))
                                        .status()
                                == 400
                        ? 0
                        : 1;
                operations = new ArrayList<>(goodOfGroup);
                operations.add(Math.min(position, goodOfGroup.size()), bad);
                accepted += lab.patch("/Groups/" + group, operations.toArray(new String[0]))
                                        .status()
                                == 400
                        ? 0
                        : 1;
                tried += 2;
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-16)%n", tried, accepted);
        assertThat(accepted).isZero();
        assertThat(lab.get("/Users/" + user).json()).isEqualTo(userBefore);
        assertThat(lab.get("/Groups/" + group).json()).isEqualTo(groupBefore);
        assertThat(lab.stores.revocations().revokedAt("acme", user)).isEmpty();
    }

    @Test
    @Tag("P-16")
    void bulk_failingAtAnyOfEightPositions_stopsExactlyThere() {
        int tried = 0;
        int accepted = 0;
        for (int position = 0; position < 8; position++) {
            int bad = position;
            String prefix = "p" + position + "-";
            Reply reply = lab.post(
                    "/Bulk",
                    bulkFailing(
                            1,
                            each(
                                    8,
                                    i -> i == bad
                                            ? "{'method':'DELETE','path':'/Users/nobody'}"
                                            : postUser("b" + i, prefix + i))));
            tried++;
            List<String> statuses = statuses(reply);
            boolean stopped =
                    statuses.size() == position + 1 && statuses.get(position).equals("404");
            for (int i = 0; i < 8; i++) {
                String there = lab.get("/Users?" + ScimLab.filter("userName eq \"" + prefix + i + "\""))
                        .at("totalResults")
                        .toString();
                stopped &= there.equals(i < position ? "1" : "0");
            }
            accepted += stopped ? 0 : 1;
        }
        System.out.printf("attacks: %d tried, %d accepted (P-16)%n", tried, accepted);
        assertThat(accepted).isZero();
    }

    @Test
    @Tag("P-22")
    void client_repeatsWhatWasDone_nothingIsDoneTwice() {
        Reply first = lab.post("/Users", json("{'userName':'alice','externalId':'7'}"));
        Reply again = lab.post("/Users", json("{'userName':'alice','externalId':'7'}"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.scimType()).isEqualTo("uniqueness");
        Reply found = lab.get("/Users?" + ScimLab.filter("userName eq \"alice\""));
        assertThat(found.at("totalResults")).isEqualTo(1L);
        assertThat(found.at("Resources/0/id")).isEqualTo(first.created());
        String alice = first.created();
        String group = lab.group("Guides");
        String add = "{'op':'add','path':'members','value':[{'value':'" + alice + "'}]}";
        String remove = "{'op':'remove','path':'members[value eq \\'" + alice + "\\']'}";
        assertThat(lab.post("/Groups", json("{'displayName':'Guides'}")).status())
                .isEqualTo(409);
        for (String change : List.of(add, remove)) {
            assertThat(lab.patch("/Groups/" + group, change).status()).isEqualTo(204);
            Object version = lab.get("/Groups/" + group).at("meta/version");
            assertThat(lab.patch("/Groups/" + group, change).status()).isEqualTo(204);
            assertThat(lab.get("/Groups/" + group).at("meta/version")).isEqualTo(version);
            assertThat(lab.membersOf(group)).hasSize(change.equals(add) ? 1 : 0);
        }
        assertThat(lab.send(ScimRequest.of("DELETE", "/Users/" + alice)).status())
                .isEqualTo(204);
        assertThat(lab.send(ScimRequest.of("DELETE", "/Users/" + alice)).status())
                .isEqualTo(404);
        System.out.printf("attacks: %d tried, %d accepted (P-22)%n", 5, 0);
    }

    @Test
    @Tag("P-22")
    void client_repeatsABulkRequest_stateIsTheSame() {
        String gone = lab.user("gone");
        String stays = lab.user("stays");
        String group = lab.group("Old", gone);
        String request = bulk(
                postUser("a", "alice"),
                postGroup("g", "Guides", "bulkId:a", stays),
                "{'method':'PUT','path':'/Users/" + stays + "','data':{'userName':'stays','title':'Dr'}}",
                "{'method':'PATCH','path':'/Groups/" + group + "','data':{'Operations':[{'op':'add','path':'members',"
                        + "'value':[{'value':'" + stays + "'}]}]}}",
                "{'method':'DELETE','path':'/Users/" + gone + "'}");
        Reply first = lab.post("/Bulk", request);
        assertThat(statuses(first)).containsExactly("201", "201", "200", "204", "204");
        String before = lab.get("/Users").response().text()
                + lab.get("/Groups").response().text();
        Reply second = lab.post("/Bulk", request);
        assertThat(statuses(second)).containsExactly("409", "409", "200", "204", "404");
        assertThat(lab.get("/Users").response().text()
                        + lab.get("/Groups").response().text())
                .isEqualTo(before);
        assertThat(lab.membersOf(id(first, 1))).hasSize(2);
        System.out.printf("attacks: %d tried, %d accepted (P-22)%n", 5, 0);
    }
}
