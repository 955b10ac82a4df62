package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What identity providers really send, each as its vendor documents or as it was recorded. */
class ScimDialectsTest {
    private final ScimLab lab = new ScimLab(stores());

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @Test
    @DisplayName("Entra: look-ups with raw quotation marks, '+' for blanks, and a sub-attribute behind brackets")
    void entra_lookups() {
        assertThat(lab.get("/Users?filter=userName+eq+\"" + UUID.randomUUID() + "\"")
                        .json())
                .containsEntry("totalResults", 0L)
                .containsEntry("Resources", List.of());
        lab.user("a@x.test");
        assertThat(lab.get("/Users?filter=emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22a@x.test%22")
                        .at("totalResults"))
                .isEqualTo(1L);
        assertThat(lab.get("/Users?filter=userName%20eq%20%22a@x.test%22%20and%20active%20eq%20true")
                        .at("totalResults"))
                .isEqualTo(1L);
    }

    @Test
    @DisplayName("Entra: create with an extension named but absent, empty roles, meta; then switch on and off in words")
    void entra_userLifeCycle() {
        String id = lab.post(
                        "/Users",
                        json("{'schemas':['" + ScimLab.USER + "','" + ENTERPRISE + "'],'externalId':'"
                                + UUID.randomUUID()
                                + "','userName':'a@x.test','active':true,"
                                + "'emails':[{'primary':true,'type':'work','value':'a@x.test'}],'meta':{'resourceType':'User'},"
                                + "'name':{'formatted':'A B','familyName':'B','givenName':'A'},'roles':[]}"))
                .created();
        assertThat(lab.patch("/Users/" + id, "{'op':'Replace','path':'active','value':'False'}")
                        .at("active"))
                .isEqualTo(false);
        assertThat(lab.patch("/Users/" + id, "{'op':'Add','path':'active','value':'True'}")
                        .at("active"))
                .isEqualTo(true);
        Reply roles = lab.patch(
                "/Users/" + id,
                "{'op':'Add','path':'roles','value':[{'value':'{\\\"id\\\":\\\"1\\\",\\\"value\\\":\\\"Admin\\\"}'}]}");
        assertThat(roles.at("roles/0/value")).isEqualTo("{\"id\":\"1\",\"value\":\"Admin\"}");
        assertThat(lab.send(
                                "PUT",
                                "/Users/" + id,
                                json("{'schemas':['" + ScimLab.USER + "'],'id':'" + id
                                        + "','userName':'a@x.test','adreses':[{'country':'DE'}]}"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("Entra with aadOptscim062020: one filter path, then dotted and URN keys without a path")
    void entra_dottedKeys() {
        String id = lab.user("a@x.test");
        Reply reply = lab.patch(
                "/Users/" + id,
                "{'op':'replace','path':'emails[type eq \\\"work\\\"].value','value':'m@x.test'}",
                "{'op':'replace','value':{'displayName':'Bj','name.givenName':'Kk','name.familyName':'Un','"
                        + ENTERPRISE + ":employeeNumber':'Ak'}}");
        assertThat(reply.at("emails/0/value")).isEqualTo("m@x.test");
        assertThat(reply.at("displayName")).isEqualTo("Bj");
        assertThat(reply.at("name")).isEqualTo(Map.of("givenName", "Kk", "familyName", "Un"));
        assertThat(reply.at(ENTERPRISE + "/employeeNumber")).isEqualTo("Ak");
    }

    @Test
    @DisplayName("Entra: group with a foreign schema; members added singly and removed by a list with $ref null")
    void entra_groupLifeCycle() {
        String a = lab.user("a@x.test");
        String b = lab.user("b@x.test");
        String group = lab.post(
                        "/Groups",
                        json("{'schemas':['" + ScimLab.GROUP
                                + "','http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],"
                                + "'externalId':'e','displayName':'G','meta':{'resourceType':'Group'}}"))
                .created();
        for (String id : List.of(a, b)) {
            assertThat(lab.patch(
                                    "/Groups/" + group,
                                    "{'op':'Add','path':'members','value':[{'$ref':null,'value':'" + id + "'}]}")
                            .status())
                    .isEqualTo(204);
        }
        assertThat(lab.get("/Groups?excludedAttributes=members&filter=id%20eq%20%22" + group
                                + "%22%20and%20members%20eq%20%22" + a + "%22")
                        .at("totalResults"))
                .isEqualTo(1L);
        lab.patch("/Groups/" + group, "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'" + a + "'}]}");
        assertThat(lab.membersOf(group)).containsExactly(b);
        assertThat(lab.patch("/Groups/" + group, "{'op':'Replace','path':'displayName','value':'R'}")
                        .status())
                .isEqualTo(204);
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
    @DisplayName("Okta: create with password and groups, page, PUT back what GET gave, rename with id, replace members")
    void okta_lifeCycle() {
        Reply created = lab.post(
                "/Users",
                json("{'schemas':['" + ScimLab.USER
                        + "'],'userName':'o@x.test','name':{'givenName':'T','familyName':'U'},"
                        + "'emails':[{'primary':true,'value':'o@x.test','type':'work'}],'displayName':'T U','locale':'en-US',"
                        + "'externalId':'00u1','groups':[],'password':'1mz050nq','active':true}"));
        String id = created.created();
        assertThat(created.json()).doesNotContainKey("password");
        assertThat(lab.get("/Users?startIndex=1&count=100").at("totalResults")).isEqualTo(1L);
        Reply put = lab.send(
                "PUT",
                "/Users/" + id,
                json("{'schemas':['" + ScimLab.USER + "'],'id':'" + id + "','userName':'o@x.test',"
                        + "'name':{'givenName':'Another','middleName':'','familyName':'User'},"
                        + "'emails':[{'primary':true,'value':'o@x.test','type':'work','display':'o@x.test'}],"
                        + "'active':false,'groups':[],'meta':{'resourceType':'User'}}"));
        assertThat(put.at("active")).isEqualTo(false);
        assertThat(put.at("name")).isEqualTo(Map.of("givenName", "Another", "familyName", "User"));
        String group = lab.group("G");
        lab.patch("/Groups/" + group, "{'op':'replace','value':{'id':'" + group + "','displayName':'R'}}");
        assertThat(lab.get("/Groups/" + group).at("displayName")).isEqualTo("R");
        lab.patch(
                "/Groups/" + group, "{'op':'replace','path':'members','value':[{'value':'" + id + "','display':'o'}]}");
        assertThat(lab.membersOf(group)).containsExactly(id);
    }

    @Test
    @DisplayName("Okta: a token that is none is answered 401 with a SCIM error")
    void okta_badToken() {
        ScimResponse response =
                lab.endpoint.handle(ScimRequest.of("GET", "/Users?count=1").header("Authorization", "non-token"));
        Reply reply = new Reply(response);
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.at("status")).isEqualTo("401");
        assertThat(reply.detail()).isNotEmpty();
    }

    @Test
    @DisplayName("OneLogin: keys in the order value, op, path; PUT to switch off; a list of values to remove")
    void oneLogin_lifeCycle() {
        String a = lab.user("a@x.test");
        String b = lab.user("b@x.test");
        String group = lab.group("G", a, b);
        assertThat(lab.get("/Groups?count=100&startIndex=1").at("Resources/0/displayName"))
                .isEqualTo("G");
        lab.patch("/Groups/" + group, "{'value':[{'value':'" + a + "'}],'op':'remove','path':'members'}");
        assertThat(lab.membersOf(group)).containsExactly(b);
        assertThat(lab.send(
                                "PUT",
                                "/Users/" + a,
                                json("{'schemas':['" + ScimLab.USER + "'],'userName':'a@x.test','active':false,"
                                        + "'name':{'givenName':'P','familyName':'M'}}"))
                        .at("active"))
                .isEqualTo(false);
        assertThat(lab.get("/Users?").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("PingFederate: emails eq without .value")
    void ping_emailsWithoutValue() {
        lab.user("a@x.test");
        assertThat(lab.get("/Users?filter=emails%20eq%20%22a@x.test%22").at("totalResults"))
                .isEqualTo(1L);
    }

    @Test
    @DisplayName("Keycloak's SCIM extension: booleans in quotes; members emptied in the same request as a rename")
    void keycloakExtension() {
        String id = lab.user("a@x.test");
        Reply reply = lab.patch(
                "/Users/" + id,
                "{'op':'replace','path':'active','value':'false'}",
                "{'op':'replace','path':'userName','value':'a@x.test'}",
                "{'op':'replace','path':'displayName','value':'D'}");
        assertThat(reply.at("active")).isEqualTo(false);
        String group = lab.group("G", id);
        lab.patch(
                "/Groups/" + group,
                "{'op':'remove','path':'members'}",
                "{'op':'replace','path':'displayName','value':'G'}");
        assertThat(lab.membersOf(group)).isEmpty();
    }

    @Test
    @DisplayName("authentik: several attributes of a group without a path")
    void authentik_groupWithoutPath() {
        String group = lab.group("G");
        lab.patch("/Groups/" + group, "{'op':'replace','value':{'displayName':'R','externalId':'e'}}");
        assertThat(lab.get("/Groups/" + group).at("displayName")).isEqualTo("R");
        assertThat(lab.get("/Groups/" + group).at("externalId")).isEqualTo("e");
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
}
