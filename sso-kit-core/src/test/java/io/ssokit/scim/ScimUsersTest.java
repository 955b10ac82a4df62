package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.User;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScimUsersTest {
    private final ScimLab lab = new ScimLab();

    @Test
    void create_fullUser_storedAndReturnedWithMeta() {
        Reply reply = lab.post(
                "/Users",
                json("{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','" + ENTERPRISE + "'],"
                        + "'userName':'bjensen@example.com','externalId':'701984','displayName':'Babs',"
                        + "'name':{'formatted':'Ms. Barbara J Jensen III','familyName':'Jensen','givenName':'Barbara'},"
                        + "'nickName':'B','title':'Tour Guide','active':true,"
                        + "'emails':[{'value':'bjensen@example.com','type':'work','primary':true},"
                        + "{'value':'babs@jensen.org','type':'home'}],"
                        + "'phoneNumbers':[{'value':'555-555-5555','type':'work'}],"
                        + "'" + ENTERPRISE + "':{'employeeNumber':701984,'department':'Tours',"
                        + "'manager':{'value':'26118915','displayName':'John Smith'}}}"));

        assertThat(reply.status()).isEqualTo(201);
        String id = reply.created();
        assertThat(reply.response().header("Location")).contains(ScimLab.BASE + "/Users/" + id);
        assertThat(reply.at("meta/location")).isEqualTo(ScimLab.BASE + "/Users/" + id);
        assertThat(reply.at("meta/resourceType")).isEqualTo("User");
        assertThat(reply.at("meta/created")).isEqualTo("2026-05-01T10:00:00Z");
        assertThat(reply.response().header("ETag")).contains(String.valueOf(reply.at("meta/version")));
        assertThat(reply.at("schemas")).isEqualTo(List.of(ScimLab.USER, ENTERPRISE));
        assertThat(reply.at("emails/1/value")).isEqualTo("babs@jensen.org");
        assertThat(reply.at(ENTERPRISE + "/employeeNumber")).isEqualTo("701984");
        assertThat(reply.at(ENTERPRISE + "/manager")).isEqualTo(Map.of("value", "26118915"));
        User stored = lab.stores.users().find("acme", id).orElseThrow();
        assertThat(stored.email()).contains("bjensen@example.com");
        assertThat(stored.externalId()).contains("701984");
        assertThat(stored.attributes()).containsOnlyKeys("nickName", "title", "phoneNumbers", ENTERPRISE);
        assertThat(lab.get("/Users/" + id).json()).isEqualTo(reply.json());
    }

    @Test
    void create_takenUserName_refusedInAnyCase() {
        lab.user("bjensen@example.com");
        Reply reply = lab.post("/Users", json("{'userName':'BJensen@Example.com'}"));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.scimType()).isEqualTo("uniqueness");
        assertThat(reply.detail()).contains("userName");
    }

    @Test
    void create_noOrBlankUserName_invalidValue() {
        for (String body : List.of("{}", "{'userName':''}", "{'userName':'  '}", "{'userName':null}")) {
            Reply reply = lab.post("/Users", json(body));
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.scimType()).isEqualTo("invalidValue");
        }
        assertThat(lab.post("/Users", json("{'userName':'" + "x".repeat(501) + "'}"))
                        .scimType())
                .isEqualTo("invalidValue");
    }

    @Test
    void create_wrongTypes_invalidValueNamesTheAttribute() {
        assertThat(lab.post("/Users", json("{'userName':'a','active':'yes'}")).detail())
                .contains("active")
                .contains("true or false");
        assertThat(lab.post("/Users", json("{'userName':['a','b']}")).detail()).contains("userName");
        assertThat(lab.post("/Users", json("{'userName':'a','name':'B'}")).detail())
                .contains("name");
        assertThat(lab.post("/Users", json("{'userName':'a','emails':[7]}")).detail())
                .contains("emails");
        assertThat(lab.post(
                                "/Users",
                                json("{'userName':'a','emails':[{'value':'x','primary':true},"
                                        + "{'value':'y','primary':true}]}"))
                        .detail())
                .contains("primary");
    }

    @Test
    void create_namesInAnyCase_takenOnce() {
        Reply reply = lab.post("/Users", json("{'USERNAME':'a@x','Name':{'GIVENNAME':'A'}}"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("name/givenName")).isEqualTo("A");
        assertThat(lab.post("/Users", json("{'userName':'b','username':'c'}")).scimType())
                .isEqualTo("invalidSyntax");
    }

    @Test
    void replace_attributesLeftOut_clearedButActiveStays() {
        String id = lab.user("a@x");
        lab.patch("/Users/" + id, "{'op':'replace','value':{'active':false,'title':'Boss'}}");
        Reply reply = lab.send("PUT", "/Users/" + id, json("{'userName':'a2@x','displayName':'A'}"));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("userName")).isEqualTo("a2@x");
        assertThat(reply.json()).doesNotContainKeys("title", "emails", "name");
        assertThat(reply.at("active")).isEqualTo(false);
    }

    @Test
    void replace_whatTheAppKeepsBesideScim_neitherShownNorLost() {
        String id = lab.user("a@x");
        User user = lab.stores.users().find("acme", id).orElseThrow();
        lab.stores
                .users()
                .replace(
                        user.toBuilder()
                                .attributes(Map.of("tenantRole", "owner"))
                                .build(),
                        OptionalLong.empty());
        Reply reply = lab.send("PUT", "/Users/" + id, json("{'userName':'a@x','tenantRole':'guest','title':'T'}"));
        assertThat(reply.json()).doesNotContainKey("tenantRole");
        assertThat(lab.stores.users().find("acme", id).orElseThrow().attributes())
                .isEqualTo(Map.of("tenantRole", "owner", "title", "T"));
    }

    @Test
    void change_thatChangesNothing_keepsTheVersion() {
        String id = lab.user("a@x");
        Object before = lab.get("/Users/" + id).at("meta/version");
        assertThat(lab.patch("/Users/" + id, "{'op':'replace','path':'active','value':'True'}")
                        .at("meta/version"))
                .isEqualTo(before);
        assertThat(lab.patch("/Users/" + id, "{'op':'add','path':'emails','value':[{'value':'a@x','type':'work'}]}")
                        .at("meta/version"))
                .isEqualTo(before);
        assertThat(lab.events).hasSize(1);
    }

    @Test
    void deactivate_anyWay_endsSessionsFirst() {
        for (String operation : List.of(
                "{'op':'replace','path':'active','value':false}",
                "{'op':'Replace','path':'active','value':'False'}",
                "{'op':'replace','value':{'active':false}}",
                "{'op':'replace','path':'active','value':[false]}")) {
            String id = lab.user("u" + operation.hashCode() + "@x");
            lab.events.clear();
            assertThat(lab.patch("/Users/" + id, operation).at("active")).isEqualTo(false);
            assertThat(lab.stores.revocations().revokedAt("acme", id)).contains(ScimLab.CLOCK.instant());
            assertThat(lab.events).extracting(AuditEvent::name).containsExactly("scim.user.deactivated");
        }
        String byPut = lab.user("put@x");
        lab.send("PUT", "/Users/" + byPut, json("{'userName':'put@x','active':false}"));
        assertThat(lab.stores.revocations().revokedAt("acme", byPut)).isPresent();
    }

    @Test
    void delete_user_endsSessionsAndIsGone() {
        String id = lab.user("a@x");
        assertThat(lab.send(ScimRequest.of("DELETE", "/Users/" + id)).status()).isEqualTo(204);
        assertThat(lab.stores.revocations().revokedAt("acme", id)).isPresent();
        assertThat(lab.get("/Users/" + id).status()).isEqualTo(404);
        assertThat(lab.send(ScimRequest.of("DELETE", "/Users/" + id)).status()).isEqualTo(404);
        assertThat(lab.user("a@x")).isNotEqualTo(id);
    }

    @Test
    void list_pages_coverAllOnceInStableOrder() {
        for (int i = 0; i < 7; i++) {
            lab.user("u" + i + "@x");
        }
        Reply first = lab.get("/Users?startIndex=1&count=3");
        Reply second = lab.get("/Users?startIndex=4&count=3");
        Reply third = lab.get("/Users?startIndex=7&count=3");
        assertThat(first.at("totalResults")).isEqualTo(7L);
        assertThat(first.at("itemsPerPage")).isEqualTo(3L);
        assertThat(second.at("startIndex")).isEqualTo(4L);
        assertThat(third.at("itemsPerPage")).isEqualTo(1L);
        assertThat(List.of(first, second, third))
                .flatExtracting(reply -> reply.list("Resources"))
                .extracting(resource -> (Object) ((Map<?, ?>) resource).get("userName"))
                .containsExactlyInAnyOrder("u0@x", "u1@x", "u2@x", "u3@x", "u4@x", "u5@x", "u6@x");
    }

    @Test
    void user_inGroups_showsThemReadOnly() {
        String id = lab.user("a@x");
        String group = lab.group("Engineering", id);
        Reply reply = lab.get("/Users/" + id);
        assertThat(reply.at("groups/0/value")).isEqualTo(group);
        assertThat(reply.at("groups/0/display")).isEqualTo("Engineering");
        assertThat(reply.at("groups/0/$ref")).isEqualTo(ScimLab.BASE + "/Groups/" + group);
        assertThat(lab.get("/Users/" + id + "?excludedAttributes=groups").json())
                .doesNotContainKey("groups");
        assertThat(lab.patch("/Users/" + id, "{'op':'remove','path':'groups'}").scimType())
                .isEqualTo("mutability");
        assertThat(lab.membersOf(group)).containsExactly(id);
    }

    @Test
    void find_byEveryKindOfFilter_asTheRfcSays() {
        String id = lab.user("BJensen@example.com");
        lab.user("other@example.org");
        for (String filter : List.of(
                "userName eq \"bjensen@example.com\"",
                "USERNAME EQ \"bjensen@example.com\"",
                "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"BJ\"",
                "emails eq \"bjensen@example.com\"",
                "emails[type eq \"work\"].value eq \"bjensen@example.com\"",
                "emails[type eq \"work\" and value co \"@example.com\"]",
                "id eq \"" + id + "\"",
                "userName eq\"bjensen@example.com\" and active eq true",
                "userName co \"jensen\" and active eq \"True\"",
                "not (userName ew \"example.org\") and meta.created le \"2026-05-01T10:00:00Z\"",
                "(userName eq \"x\" or name.familyName eq \"jensen\") and not (userName co \"other\")")) {
            Reply reply = lab.get("/Users?" + filter(filter));
            assertThat(reply.status()).as(filter).isEqualTo(200);
            assertThat(reply.at("totalResults")).as(filter).isEqualTo(1L);
            assertThat(reply.at("Resources/0/id")).as(filter).isEqualTo(id);
        }
        assertThat(lab.get("/Users?filter=userName+eq+\"bjensen@example.com\"").at("totalResults"))
                .isEqualTo(1L);
        assertThat(lab.get("/Users/?filter=userName eq \"nobody\"").json())
                .containsEntry("totalResults", 0L)
                .containsEntry("Resources", List.of());
    }

    @Test
    void tombstone_ofDeletedUser_provisioningMayBringBack() {
        String id = lab.user("a@x");
        lab.send(ScimRequest.of("DELETE", "/Users/" + id));
        assertThat(lab.stores.users().findByUserName("acme", "a@x")).isEqualTo(Optional.empty());
        assertThat(lab.post("/Users", json("{'userName':'a@x'}")).status()).isEqualTo(201);
    }
}
