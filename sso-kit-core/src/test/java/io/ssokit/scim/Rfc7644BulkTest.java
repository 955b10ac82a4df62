package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.GROUP;
import static io.ssokit.scim.ScimLab.USER;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 7644 §3.7, sentence by sentence and with its examples. */
class Rfc7644BulkTest {
    private final ScimLab lab = new ScimLab(stores());

    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    static String bulk(String... operations) {
        return json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],'Operations':["
                + String.join(",", operations) + "]}");
    }

    static String bulkFailing(int failOnErrors, String... operations) {
        return bulk(operations).replaceFirst("\\{", "{\"failOnErrors\":" + failOnErrors + ",");
    }

    static String postUser(String bulkId, String userName) {
        return "{'method':'POST','path':'/Users','bulkId':'" + bulkId + "','data':{'schemas':['" + USER
                + "'],'userName':'" + userName + "'}}";
    }

    static String postGroup(String bulkId, String name, String... members) {
        String values = String.join(
                ",",
                List.of(members).stream().map(id -> "{'value':'" + id + "'}").toList());
        return "{'method':'POST','path':'/Groups','bulkId':'" + bulkId + "','data':{'schemas':['" + GROUP
                + "'],'displayName':'" + name + "','members':[" + values + "]}}";
    }

    static String postReport(String bulkId, String userName, String manager) {
        return "{'method':'POST','path':'/Users','bulkId':'" + bulkId + "','data':{'schemas':['" + USER + "','"
                + ENTERPRISE + "'],'userName':'" + userName + "','" + ENTERPRISE
                + "':{'employeeNumber':'11250','manager':{'value':'" + manager + "'}}}}";
    }

    static List<String> statuses(Reply reply) {
        assertThat(reply.status()).as(reply.response().text()).isEqualTo(200);
        return each(reply, "status");
    }

    static List<String> each(Reply reply, String attribute) {
        return reply.list("Operations").stream()
                .map(operation -> String.valueOf(((Map<?, ?>) operation).get(attribute)))
                .toList();
    }

    /** The id at the end of the location of an operation's result. */
    static String id(Reply reply, int operation) {
        return Links.idOf(String.valueOf(reply.at("Operations/" + operation + "/location")));
    }

    private String managerOf(String userId) {
        return String.valueOf(lab.get("/Users/" + userId).at(ENTERPRISE + "/manager/value"));
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.7: the response has schemas, and for each operation method, bulkId, location, version, status")
    void response_ofCreation_complete() {
        Reply reply = lab.post("/Bulk", bulk(postUser("qwerty", "Alice")));
        assertThat(statuses(reply)).containsExactly("201");
        assertThat(reply.list("schemas")).containsExactly("urn:ietf:params:scim:api:messages:2.0:BulkResponse");
        Reply alice = lab.get("/Users/" + id(reply, 0));
        assertThat(reply.list("Operations"))
                .containsExactly(Map.of(
                        "location",
                        alice.at("meta/location"),
                        "method",
                        "POST",
                        "bulkId",
                        "qwerty",
                        "version",
                        alice.at("meta/version"),
                        "status",
                        "201"));
    }

    @Test
    @DisplayName("RFC 7644 §3.7: bulkId, path, data and method are required")
    void operation_withoutRequiredPart_400AndOthersDone() {
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        "{'method':'POST','path':'/Users','data':{'userName':'a'}}",
                        "{'method':'POST','bulkId':'1','data':{'userName':'a'}}",
                        "{'method':'POST','path':'/Users','bulkId':'2'}",
                        "{'path':'/Users','bulkId':'3','data':{'userName':'a'}}",
                        "{'method':'GET','path':'/Users','bulkId':'4'}",
                        "{'method':'PUT','path':'/Users/1'}",
                        "{'method':'POST','path':'/Users?attributes=id','bulkId':'5','data':{'userName':'a'}}",
                        "{'method':'DELETE','path':'/Users/1','version':3}",
                        "{}",
                        postUser("6", "a")));
        assertThat(statuses(reply))
                .containsExactly("400", "400", "400", "400", "400", "400", "400", "400", "400", "201");
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(1L);
    }

    @Test
    @DisplayName("RFC 7644 §3.7: bulkIds are unique within a bulk request")
    void bulkId_twice_400AndNothingDone() {
        Reply reply = lab.post("/Bulk", bulk(postUser("a", "alice"), postUser("b", "bob"), postUser("a", "eve")));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.scimType()).isEqualTo("invalidValue");
        assertThat(reply.detail()).startsWith("Operations[2]").contains("Operations[0]");
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(0L);
    }

    @Test
    @DisplayName("RFC 7644 §3.7: POST names a type, all others a resource; neither searches, nests nor means oneself")
    void path_ofOtherThings_refused() {
        String data = "'data':{'userName':'a'}}";
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        "{'method':'POST','path':'/Users/42','bulkId':'1'," + data,
                        "{'method':'DELETE','path':'/Users'}",
                        "{'method':'POST','path':'/Nobody','bulkId':'2'," + data,
                        "{'method':'POST','path':'/Bulk','bulkId':'3'," + data,
                        "{'method':'POST','path':'/Users/.search','bulkId':'4'," + data,
                        "{'method':'POST','path':'/.search','bulkId':'5'," + data,
                        "{'method':'PATCH','path':'/Me'," + data,
                        "{'method':'POST','path':'/B%75lk','bulkId':'6'," + data,
                        "{'method':'DELETE','path':'/Schemas/" + USER + "'}"));
        assertThat(statuses(reply)).containsExactly("405", "405", "404", "400", "400", "400", "400", "400", "405");
    }

    @Test
    @DisplayName("RFC 7644 §3.7.1: circular references of people are resolved")
    void circle_ofManagers_createdThenCompleted() {
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        postReport("a", "alice", "bulkId:b"),
                        postReport("b", "bob", "bulkId:c"),
                        postReport("c", "carol", "bulkId:a"),
                        postReport("d", "dan", "bulkId:d")));
        assertThat(statuses(reply)).containsOnly("201");
        for (int i = 0; i < 4; i++) {
            String id = id(reply, i);
            assertThat(managerOf(id)).isEqualTo(id(reply, List.of(1, 2, 0, 3).get(i)));
            assertThat(lab.get("/Users/" + id).at(ENTERPRISE + "/employeeNumber"))
                    .isEqualTo("11250");
            assertThat(lab.get("/Users/" + id).at("meta/version")).isEqualTo(reply.at("Operations/" + i + "/version"));
        }
    }

    @Test
    @DisplayName("RFC 7644 §3.7.1: the example's groups within groups are refused, and none is left half made")
    void circle_ofGroups_refusedAndNothingLeft() {
        String group = "{'method':'POST','path':'/Groups','bulkId':'%s','data':{'schemas':['" + GROUP
                + "'],'displayName':'%s','members':[{'type':'Group','value':'bulkId:%s'}]}}";
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        String.format(group, "qwerty", "Group A", "ytrewq"),
                        String.format(group, "ytrewq", "Group B", "qwerty")));
        assertThat(statuses(reply)).containsExactly("400", "409");
        assertThat(reply.at("Operations/1/location")).isNull();
        assertThat(lab.get("/Groups").at("totalResults")).isEqualTo(0L);
    }

    @Test
    @DisplayName("RFC 7644 §3.7.2: example, Alice is a member of Tour Guides")
    void example_userAndGroup_memberByPermanentId() {
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        postUser("qwerty", "Alice"),
                        "{'method':'POST','path':'/Groups','bulkId':'ytrewq','data':{'schemas':['" + GROUP
                                + "'],'displayName':'Tour Guides',"
                                + "'members':[{'type':'User','value':'bulkId:qwerty'}]}}"));
        assertThat(statuses(reply)).containsExactly("201", "201");
        Reply group = lab.get("/Groups/" + id(reply, 1));
        assertThat(group.at("members/0/value")).isEqualTo(id(reply, 0));
        assertThat(group.at("members/0/$ref")).isEqualTo(reply.at("Operations/0/location"));
        assertThat(group.response().header("ETag")).contains(String.valueOf(reply.at("Operations/1/version")));
    }

    @Test
    @DisplayName("RFC 7644 §3.7.2: example, the manager of the enterprise extension")
    void example_extension_handledTheSameWay() {
        Reply reply =
                lab.post("/Bulk", bulk(postUser("qwerty", "Alice"), postReport("ytrewq", "Bob", "bulkId:qwerty")));
        assertThat(statuses(reply)).containsExactly("201", "201");
        assertThat(managerOf(id(reply, 1))).isEqualTo(id(reply, 0));
    }

    @Test
    @DisplayName("RFC 7644 §3.7: what comes later in the request may be referred to")
    void reference_forward_madeBefore() {
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        postGroup("g", "Guides", "bulkId:u", "bulkId:v"),
                        postUser("u", "u"),
                        postReport("v", "v", "bulkId:w"),
                        postUser("w", "w")));
        assertThat(statuses(reply)).containsOnly("201");
        assertThat(lab.membersOf(id(reply, 0))).containsExactlyInAnyOrder(id(reply, 1), id(reply, 2));
        assertThat(managerOf(id(reply, 2))).isEqualTo(id(reply, 3));
        assertThat(each(reply, "bulkId")).containsExactly("g", "u", "v", "w");
    }

    @Test
    @DisplayName("RFC 7644 §3.7.2: references in paths and in the paths of a PATCH")
    void reference_inPaths_resolved() {
        String stays = lab.user("stays");
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        "{'method':'PATCH','path':'/Groups/bulkId:g','data':"
                                + patch("{'op':'add','path':'members','value':[{'value':'bulkId:u'},{'value':'" + stays
                                        + "'}]}")
                                + "}",
                        postGroup("g", "Guides"),
                        postUser("u", "u"),
                        "{'method':'PATCH','path':'/Groups/bulkId%3Ag','data':"
                                + patch("{'op':'remove','path':'members[value eq \\'bulkId:u\\']'}") + "}",
                        "{'method':'PUT','path':'/Users/bulkId:u','data':{'userName':'renamed'}}",
                        postUser("gone", "gone"),
                        "{'method':'DELETE','path':'/Users/bulkId:gone'}"));
        assertThat(statuses(reply)).containsExactly("204", "201", "201", "204", "200", "201", "204");
        assertThat(lab.membersOf(id(reply, 1))).containsExactly(stays);
        assertThat(lab.get("/Users/" + id(reply, 2)).at("userName")).isEqualTo("renamed");
        assertThat(lab.get("/Users/" + id(reply, 5)).status()).isEqualTo(404);
        assertThat(reply.at("Operations/0/location")).isEqualTo(reply.at("Operations/1/location"));
    }

    private static String patch(String operation) {
        return "{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp'],'Operations':[" + operation + "]}";
    }

    @Test
    @DisplayName("RFC 7644 §3.7.1: what cannot be resolved is 400 if unknown, 409 if it could not be made")
    void reference_unresolvable_refused() {
        lab.user("taken");
        Reply reply = lab.post(
                "/Bulk",
                bulk(
                        postGroup("g", "Guides", "bulkId:nobody"),
                        postUser("t", "taken"),
                        postGroup("h", "Hikers", "bulkId:t"),
                        "{'method':'DELETE','path':'/Groups/bulkId:h'}",
                        "{'method':'PATCH','bulkId':'p','path':'/Users/42','data':"
                                + patch("{'op':'add','path':'title','value':'x'}")
                                + "}",
                        postGroup("i", "Idlers", "bulkId:p")));
        assertThat(statuses(reply)).containsExactly("400", "409", "409", "409", "404", "400");
        assertThat(lab.get("/Groups").at("totalResults")).isEqualTo(0L);
    }

    @Test
    @DisplayName("RFC 7644 §3.7.3: example, add, update and remove")
    void example_allMethods_resultsInOrder() {
        String bob = lab.user("b7c14771");
        String dave = lab.user("5d8d29d3");
        String gone = lab.user("e9025315");
        Reply reply = lab.post("/Bulk", exampleOf373(bob, "W/\\\"1\\\"", dave, gone));
        assertThat(statuses(reply)).containsExactly("201", "200", "200", "204");
        assertThat(each(reply, "method")).containsExactly("POST", "PUT", "PATCH", "DELETE");
        assertThat(reply.at("Operations/1/location")).isEqualTo(ScimLab.BASE + "/Users/" + bob);
        assertThat(reply.at("Operations/3/location")).isEqualTo(ScimLab.BASE + "/Users/" + gone);
        assertThat(reply.at("Operations/1/version")).isEqualTo("W/\"2\"");
        assertThat(lab.get("/Users/" + bob).at("userName")).isEqualTo("Bob");
        assertThat(lab.get("/Users/" + dave).at("userName")).isEqualTo("Dave");
        assertThat(lab.get("/Users/" + gone).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("RFC 7644 §3.7.3: example, all operations fail, each with location but for POST")
    void example_allFail_errorsOfSection312() {
        String bob = lab.user("b7c14771");
        String dave = lab.user("5d8d29d3");
        lab.user("Alice");
        String request = exampleOf373(bob, "W/\\\"99\\\"", dave, "e9025315")
                .replace("\"failOnErrors\":1,", "")
                .replace("\"path\":\"nickName\"", "\"path\":\"nobodyKnows\"");
        Reply reply = lab.post("/Bulk", request);
        assertThat(statuses(reply)).containsExactly("409", "412", "400", "404");
        assertThat(reply.at("Operations/0/location")).isNull();
        assertThat(reply.at("Operations/1/location")).isEqualTo(ScimLab.BASE + "/Users/" + bob);
        assertThat(reply.at("Operations/3/location")).isEqualTo(ScimLab.BASE + "/Users/e9025315");
        for (int i = 0; i < 4; i++) {
            assertThat(reply.list("Operations/" + i + "/response/schemas"))
                    .containsExactly("urn:ietf:params:scim:api:messages:2.0:Error");
            assertThat(reply.at("Operations/" + i + "/response/status"))
                    .isEqualTo(reply.at("Operations/" + i + "/status"));
            assertThat(String.valueOf(reply.at("Operations/" + i + "/response/detail")))
                    .isNotBlank();
        }
    }

    @Test
    @DisplayName("RFC 7644 §3.7.3: example, the first operation fails and nothing else is done")
    void example_failOnErrors_stopsAtTheFirst() {
        String bob = lab.user("b7c14771");
        lab.user("Alice");
        Reply reply = lab.post("/Bulk", exampleOf373(bob, "W/\\\"1\\\"", bob, bob));
        assertThat(statuses(reply)).containsExactly("409");
        assertThat(lab.get("/Users/" + bob).at("userName")).isEqualTo("b7c14771");
    }

    /** With the schema of users, where the RFC's example has "api:messages:2.0:User", and a PATCH that is JSON. */
    private static String exampleOf373(String put, String version, String patched, String deleted) {
        return bulkFailing(
                1,
                postUser("qwerty", "Alice"),
                "{'method':'PUT','path':'/Users/" + put + "','version':'" + version + "','data':{'schemas':['" + USER
                        + "'],'id':'" + put + "','userName':'Bob'}}",
                "{'method':'PATCH','path':'/Users/" + patched + "','version':'W/\\\"1\\\"','data':"
                        + patch("{'op':'remove','path':'nickName'}," + "{'op':'add','path':'userName','value':'Dave'}")
                        + "}",
                "{'method':'DELETE','path':'/Users/" + deleted + "','version':'W/\\\"1\\\"'}");
    }

    @Test
    @DisplayName("RFC 7644 §3.7: without failOnErrors all operations are processed; with it, until so many have failed")
    void failOnErrors_eachNumber_stopsExactlyThere() {
        lab.user("taken");
        String[] operations = {
            postUser("1", "taken"),
            postUser("2", "a"),
            postUser("3", "taken"),
            postUser("4", "b"),
            postUser("5", "taken")
        };
        assertThat(statuses(lab.post("/Bulk", bulkFailing(2, operations)))).containsExactly("409", "201", "409");
        assertThat(statuses(lab.post("/Bulk", bulkFailing(4, operations))))
                .containsExactly("409", "409", "409", "201", "409");
        assertThat(statuses(lab.post("/Bulk", bulk(operations)))).hasSize(5).containsOnly("409");
        for (String wrong : List.of("0", "-1", "1.5", "'1'", "true", "[1]")) {
            String request = json("{'failOnErrors':" + wrong + ",'Operations':[]}");
            assertThat(lab.post("/Bulk", request).scimType()).isEqualTo("invalidValue");
        }
    }

    @Test
    @DisplayName("RFC 7644 §3.7: each operation leaves the traces of a plain request")
    void operations_audit_asIfAlone() {
        String user = lab.user("u");
        lab.events.clear();
        lab.post(
                "/Bulk",
                bulk(
                        postUser("a", "alice"),
                        postUser("b", "alice"),
                        "{'method':'PATCH','path':'/Users/" + user + "','data':"
                                + patch("{'op':'Replace','path':'active','value':'False'}") + "}",
                        "{'method':'DELETE','path':'/Users/" + user + "'}"));
        assertThat(lab.events)
                .extracting(AuditEvent::name)
                .containsExactly(
                        "scim.user.created", "scim.request.failed", "scim.user.deactivated", "scim.user.deleted");
        assertThat(((AuditEvent.ScimRefused) lab.events.get(1)).path()).isEqualTo("/Users");
        assertThat(lab.stores.revocations().revokedAt("acme", user)).isPresent();
    }

    @Test
    @DisplayName("RFC 7644 §3.7.4: limits are discoverable")
    void limits_configuration_named() {
        Reply config = lab.get("/ServiceProviderConfig");
        assertThat(config.at("bulk/supported")).isEqualTo(true);
        assertThat(config.at("bulk/maxOperations")).isEqualTo(1000L);
        assertThat(config.at("bulk/maxPayloadSize")).isEqualTo(1048576L);
    }

    @Test
    @DisplayName("RFC 7644 §3.7: other bodies and methods")
    void bulk_otherBodiesAndMethods_refused() {
        assertThat(lab.get("/Bulk").status()).isEqualTo(405);
        assertThat(lab.post("/Bulk/x", bulk()).status()).isEqualTo(404);
        assertThat(lab.post("/Bulk", "{}").scimType()).isEqualTo("invalidSyntax");
        assertThat(lab.post("/Bulk", json("{'Operations':[1]}")).scimType()).isEqualTo("invalidSyntax");
        assertThat(lab.post("/Bulk", json("{'schemas':['" + USER + "'],'Operations':[]}"))
                        .scimType())
                .isEqualTo("invalidSyntax");
        assertThat(lab.post("/Bulk", bulk()).list("Operations")).isEmpty();
    }
}
