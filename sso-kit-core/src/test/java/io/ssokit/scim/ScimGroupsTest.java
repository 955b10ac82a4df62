package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.UserStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScimGroupsTest {
    private final List<String> storeCalls = new ArrayList<>();
    private final ScimLab lab = new ScimLab(this::recorded);
    private final String a = lab.user("a@x");
    private final String b = lab.user("b@x");
    private final String c = lab.user("c@x");

    @Test
    void create_withMembers_returnedWithThem() {
        Reply reply = lab.post(
                "/Groups", json("{'displayName':'Tour Guides','externalId':'g1','members':[{'value':'" + a + "'}]}"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("members"))
                .isEqualTo(List.of(Map.of(
                        "value",
                        a,
                        "$ref",
                        ScimLab.BASE + "/Users/" + a,
                        "display",
                        lab.stores
                                .users()
                                .members("acme", reply.created(), Optional.empty(), 1)
                                .items()
                                .get(0)
                                .display(),
                        "type",
                        "User")));
        assertThat(reply.at("externalId")).isEqualTo("g1");
        assertThat(lab.events).extracting(AuditEvent::name).contains("scim.group.created");
    }

    @Test
    void create_takenName_uniqueness() {
        lab.group("Engineering");
        assertThat(lab.post("/Groups", json("{'displayName':'ENGINEERING'}")).scimType())
                .isEqualTo("uniqueness");
        assertThat(lab.post("/Groups", json("{'members':[]}")).scimType()).isEqualTo("invalidValue");
    }

    @Test
    void patchMembers_addAndRemove_neverReadsTheGroup() {
        String group = lab.group("G", a);
        storeCalls.clear();
        Reply reply = lab.patch(
                "/Groups/" + group,
                "{'op':'add','path':'members','value':[{'value':'" + b + "'},{'value':'" + c + "'}]}",
                "{'op':'remove','path':'members[value eq \\\"" + a + "\\\"]'}");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.response().body()).isEmpty();
        assertThat(reply.response().header("ETag")).isPresent();
        assertThat(storeCalls).containsExactly("changeMembers");
        assertThat(lab.membersOf(group)).containsExactlyInAnyOrder(b, c);
    }

    @Test
    void patchMembers_everyShape_meansTheSameChange() {
        for (String operation : List.of(
                "{'op':'add','path':'members','value':{'value':'" + b + "'}}",
                "{'op':'add','path':'members','value':'" + b + "'}",
                "{'op':'Add','path':'Members','value':[{'$ref':null,'value':'" + b + "'}]}",
                "{'op':'add','path':'urn:ietf:params:scim:schemas:core:2.0:Group:members','value':[{'value':'" + b
                        + "'}]}",
                "{'op':'add','value':{'members':[{'value':'" + b + "'}]}}")) {
            String group = lab.group("G" + operation.hashCode(), a);
            assertThat(lab.patch("/Groups/" + group, operation).status())
                    .as(operation)
                    .isEqualTo(204);
            assertThat(lab.membersOf(group)).as(operation).containsExactlyInAnyOrder(a, b);
        }
        for (String operation : List.of(
                "{'op':'remove','path':'members[value eq \\\"" + a + "\\\"]'}",
                "{'op':'remove','path':'members[value eq\\\"" + a + "\\\"]'}",
                "{'op':'remove','path':'members[value eq \\\"" + a + "\\\" or value eq \\\"nobody\\\"]'}",
                "{'op':'Remove','path':'members','value':[{'$ref':null,'value':'" + a + "'}]}",
                "{'value':[{'value':'" + a + "'}],'op':'remove','path':'members'}",
                "{'op':'remove','path':'members','value':{'value':'" + a + "'}}")) {
            String group = lab.group("H" + operation.hashCode(), a, b);
            assertThat(lab.patch("/Groups/" + group, operation).status())
                    .as(operation)
                    .isEqualTo(204);
            assertThat(lab.membersOf(group)).as(operation).containsExactly(b);
        }
    }

    @Test
    void patchMembers_sequence_laterWins() {
        String group = lab.group("G", a);
        lab.patch(
                "/Groups/" + group,
                "{'op':'remove','path':'members'}",
                "{'op':'add','path':'members','value':[{'value':'" + b + "'},{'value':'" + c + "'}]}",
                "{'op':'remove','path':'members','value':[{'value':'" + c + "'}]}");
        assertThat(lab.membersOf(group)).containsExactly(b);
        lab.patch(
                "/Groups/" + group,
                "{'op':'replace','path':'members','value':[{'value':'" + a + "'}]}",
                "{'op':'replace','path':'displayName','value':'G2'}");
        assertThat(lab.membersOf(group)).containsExactly(a);
        assertThat(lab.get("/Groups/" + group).at("displayName")).isEqualTo("G2");
        lab.patch("/Groups/" + group, "{'op':'remove','path':'members'}");
        assertThat(lab.membersOf(group)).isEmpty();
    }

    @Test
    void removeNothing_isNotRemoveAll() {
        String group = lab.group("G", a);
        assertThat(lab.patch("/Groups/" + group, "{'op':'remove','path':'members','value':[]}")
                        .status())
                .isEqualTo(204);
        assertThat(lab.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"nobody\\\"]'}")
                        .status())
                .isEqualTo(204);
        assertThat(lab.membersOf(group)).containsExactly(a);
    }

    @Test
    void members_whoAreNoUsers_refusedAndNothingChanges() {
        String group = lab.group("G", a);
        for (String operation : List.of(
                "{'op':'add','path':'members','value':[{'value':'nobody'}]}",
                "{'op':'replace','path':'members','value':[{'value':'" + b + "'},{'value':'nobody'}]}",
                "{'op':'add','path':'members','value':[{'display':'x'}]}",
                "{'op':'add','path':'members','value':[{'value':'" + group + "','type':'Group'}]}",
                "{'op':'add','path':'members','value':[{'value':{}}]}")) {
            Reply reply = lab.patch("/Groups/" + group, operation);
            assertThat(reply.status()).as(operation).isEqualTo(400);
            assertThat(reply.scimType()).isEqualTo("invalidValue");
        }
        assertThat(lab.membersOf(group)).containsExactly(a);
    }

    @Test
    void members_selectedOtherThanByValue_refused() {
        String group = lab.group("G", a);
        assertThat(lab.patch("/Groups/" + group, "{'op':'remove','path':'members[display eq \\\"x\\\"]'}")
                        .scimType())
                .isEqualTo("invalidFilter");
        assertThat(lab.patch(
                                "/Groups/" + group,
                                "{'op':'replace','path':'members[value eq \\\"" + a + "\\\"].value','value':'" + b
                                        + "'}")
                        .scimType())
                .isEqualTo("mutability");
        assertThat(lab.patch(
                                "/Groups/" + group,
                                "{'op':'replace','path':'members[value eq \\\"" + a + "\\\"]','value':{'value':'" + b
                                        + "'}}")
                        .scimType())
                .isEqualTo("invalidPath");
        assertThat(lab.membersOf(group)).containsExactly(a);
    }

    @Test
    void patch_withAttributesAsked_answersTheGroup() {
        String group = lab.group("G", a);
        Reply reply = lab.patch(
                "/Groups/" + group + "?attributes=displayName",
                "{'op':'replace','value':{'id':'" + group + "','displayName':'Renamed'}}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).containsOnlyKeys("schemas", "id", "displayName");
        assertThat(reply.at("displayName")).isEqualTo("Renamed");
    }

    @Test
    void put_withoutMembers_leavesThem() {
        String group = lab.group("G", a, b);
        assertThat(lab.send("PUT", "/Groups/" + group, json("{'displayName':'G2','externalId':'e'}"))
                        .status())
                .isEqualTo(200);
        assertThat(lab.membersOf(group)).containsExactlyInAnyOrder(a, b);
        Reply reply =
                lab.send("PUT", "/Groups/" + group, json("{'displayName':'G3','members':[{'value':'" + c + "'}]}"));
        assertThat(reply.list("members")).hasSize(1);
        assertThat(reply.json()).doesNotContainKey("externalId");
        lab.send("PUT", "/Groups/" + group, json("{'displayName':'G3','members':[]}"));
        assertThat(lab.membersOf(group)).isEmpty();
    }

    @Test
    void get_membersExcluded_notEvenLoaded() {
        String group = lab.group("G", a);
        storeCalls.clear();
        assertThat(lab.get("/Groups/" + group + "?excludedAttributes=members").json())
                .doesNotContainKey("members");
        assertThat(lab.get("/Groups?excludedAttributes=members&" + filter("displayName eq \"g\""))
                        .at("totalResults"))
                .isEqualTo(1L);
        assertThat(lab.get("/Groups?attributes=displayName").at("Resources/0/displayName"))
                .isEqualTo("G");
        assertThat(storeCalls).doesNotContain("members").contains("findGroup", "queryGroups");
    }

    @Test
    void find_byMember_answeredByTheStore() {
        String group = lab.group("G", a);
        lab.group("H", b);
        storeCalls.clear();
        for (String filter : List.of(
                "members eq \"" + a + "\"",
                "members.value eq \"" + a + "\"",
                "members[value eq \"" + a + "\"]",
                "id eq \"" + group + "\" and members eq \"" + a + "\"",
                "displayName eq \"g\" and not (members.value ne \"" + a + "\")")) {
            Reply reply = lab.get("/Groups?excludedAttributes=members&" + filter(filter));
            assertThat(reply.at("totalResults")).as(filter).isEqualTo(1L);
            assertThat(reply.at("Resources/0/id")).isEqualTo(group);
        }
        assertThat(storeCalls).doesNotContain("members");
        for (String filter :
                List.of("members pr", "members co \"x\"", "members[display eq \"x\"]", "members.type eq \"User\"")) {
            assertThat(lab.get("/Groups?" + filter(filter)).scimType())
                    .as(filter)
                    .isEqualTo("invalidFilter");
        }
    }

    @Test
    void delete_group_isGoneAndItsMembersStay() {
        String group = lab.group("G", a);
        assertThat(lab.send(ScimRequest.of("DELETE", "/Groups/" + group)).status())
                .isEqualTo(204);
        assertThat(lab.get("/Groups/" + group).status()).isEqualTo(404);
        assertThat(lab.get("/Users/" + a).status()).isEqualTo(200);
        assertThat(lab.patch("/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + a + "'}]}")
                        .status())
                .isEqualTo(404);
        assertThat(lab.group("G")).isNotEqualTo(group);
    }

    @Test
    void patch_withoutOperations_changesNothing() {
        String group = lab.group("G", a);
        assertThat(lab.send(
                                "PATCH",
                                "/Groups/" + group,
                                json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:PatchOp']}"))
                        .status())
                .isEqualTo(204);
        assertThat(lab.send("PATCH", "/Groups/nobody", ScimLab.patchOf()).status())
                .isEqualTo(404);
        assertThat(lab.membersOf(group)).containsExactly(a);
    }

    private UserStore recorded(UserStore store) {
        return (UserStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {UserStore.class}, (proxy, method, args) -> {
                    storeCalls.add(method.getName());
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
    }
}
