package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7644 §3.3 to §3.6 as the RFC words them; only ids are those of this endpoint. */
class Rfc7644ExamplesTest {
    private static final String CREATE = """
            {
              "schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
              "userName":"bjensen",
              "externalId":"bjensen",
              "name":{
                "formatted":"Ms. Barbara J Jensen III",
                "familyName":"Jensen",
                "givenName":"Barbara"
              }
            }
            """;

    private final ScimLab lab = new ScimLab(stores());

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.3: the example user is created; the answer has what the RFC's has, and Location and ETag agree")
    void create_example() {
        Reply reply = lab.post("/Users", CREATE);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json())
                .containsOnlyKeys("schemas", "id", "externalId", "meta", "name", "userName", "active")
                .containsEntry("externalId", "bjensen")
                .containsEntry("userName", "bjensen")
                .containsEntry(
                        "name",
                        Map.of(
                                "formatted", "Ms. Barbara J Jensen III",
                                "familyName", "Jensen",
                                "givenName", "Barbara"));
        assertThat((Map<?, ?>) reply.at("meta"))
                .extracting(Map::keySet)
                .isEqualTo(java.util.Set.of("resourceType", "created", "lastModified", "location", "version"));
        assertThat(reply.response().header("Location")).contains(String.valueOf(reply.at("meta/location")));
        assertThat(reply.at("meta/location")).isEqualTo(ScimLab.BASE + "/Users/" + reply.at("id"));
        assertThat(reply.response().header("ETag")).contains(String.valueOf(reply.at("meta/version")));
        assertThat(reply.at("meta/created")).isEqualTo(reply.at("meta/lastModified"));
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.3: the same user again is 409 uniqueness; readOnly attributes are ignored, null and [] are no value")
    void create_again_conflict() {
        lab.post("/Users", CREATE).created();
        Reply again = lab.post("/Users", CREATE);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.scimType()).isEqualTo("uniqueness");
        Reply other = lab.post(
                "/Users",
                ScimLab.json("{'schemas':['" + ScimLab.USER + "'],'id':'mine','meta':{'resourceType':'Group'},"
                        + "'groups':[{'value':'g'}],'userName':'other','nickName':null,'emails':[]}"));
        assertThat(other.status()).isEqualTo(201);
        assertThat(other.at("id")).isNotEqualTo("mine");
        assertThat(other.json()).doesNotContainKeys("groups", "nickName", "emails");
        // §3.3.1
        assertThat(other.at("meta/resourceType")).isEqualTo("User");
    }

    @Test
    @DisplayName("RFC 7644 §3.4.1: GET of a known resource answers what its creation answered")
    void get_known() {
        Reply created = lab.post("/Users", CREATE);
        Reply read = lab.get("/Users/" + created.created());
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json()).isEqualTo(created.json());
        assertThat(read.response().header("ETag")).isEqualTo(created.response().header("ETag"));
    }

    @Test
    @DisplayName("RFC 7644 §3.5.1: PUT with If-Match answers the whole user with another version")
    void put_example() {
        Reply created = lab.post("/Users", CREATE);
        String body = """
                {
                  "schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
                  "id":"{id}",
                  "userName":"bjensen",
                  "externalId":"bjensen",
                  "name":{
                    "formatted":"Ms. Barbara J Jensen III",
                    "familyName":"Jensen",
                    "givenName":"Barbara",
                    "middleName":"Jane"
                  },
                  "roles":[],
                  "emails":[
                    { "value":"bjensen@example.com" },
                    { "value":"babs@jensen.org" }
                  ]
                }
                """;
        Reply put = ifMatch("PUT", "/Users/", created, body.replace("{id}", created.created()));
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.json()).doesNotContainKey("roles");
        assertThat(put.at("name/middleName")).isEqualTo("Jane");
        assertThat(put.at("emails"))
                .isEqualTo(List.of(
                        Map.of("value", "bjensen@example.com", "primary", false),
                        Map.of("value", "babs@jensen.org", "primary", false)));
        assertThat(put.response().header("ETag"))
                .contains(String.valueOf(put.at("meta/version")))
                .isNotEqualTo(created.response().header("ETag"));
        assertThat(ifMatch("PUT", "/Users/", created, CREATE).status()).isEqualTo(412);
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.5.1: what PUT leaves out is cleared, required attributes must be there, PUT creates nothing")
    void put_leftOut() {
        Reply created = lab.post("/Users", CREATE);
        Reply put = lab.send("PUT", "/Users/" + created.created(), ScimLab.json("{'userName':'bjensen'}"));
        assertThat(put.json()).doesNotContainKeys("name", "externalId");
        Reply nameless = lab.send("PUT", "/Users/" + created.created(), ScimLab.json("{'displayName':'x'}"));
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.scimType()).isEqualTo("invalidValue");
        assertThat(lab.send("PUT", "/Users/2819c223-7f76-453a-919d-413861904646", CREATE)
                        .status())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2, figure 8: the example paths are read; a sub-attribute nobody has is invalidPath")
    void patch_paths() {
        String babs = lab.user("babs");
        String group = lab.group("G", babs);
        assertThat(lab.patch("/Users/" + babs, op("remove", "name.familyName", null))
                        .at("name"))
                .isEqualTo(Map.of("givenName", "Barbara"));
        assertThat(lab.patch("/Users/" + babs, op("remove", "addresses[type eq \\\"work\\\"]", null))
                        .status())
                .isEqualTo(200);
        assertThat(lab.patch(
                                "/Groups/" + group,
                                op("remove", "members[value eq \\\"" + babs + "\\\"].displayName", null))
                        .status())
                .isEqualTo(400);
        assertThat(lab.patch("/Groups/" + group, op("remove", "members[value eq \\\"" + babs + "\\\"]", null))
                        .status())
                .isEqualTo(204);
        assertThat(lab.patch("/Groups/" + group, op("add", "members", "[{'value':'" + babs + "'}]"))
                        .status())
                .isEqualTo(204);
        assertThat(lab.membersOf(group)).containsExactly(babs);
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.5.2: an attribute with its URN brings the extension into schemas; removing it takes it out")
    void patch_urn_movesSchemas() {
        String id = lab.user("babs");
        Reply reply = lab.patch("/Users/" + id, op("add", ENTERPRISE + ":employeeNumber", "'701984'"));
        assertThat(reply.list("schemas")).containsExactly(ScimLab.USER, ENTERPRISE);
        assertThat(lab.patch("/Users/" + id, op("remove", ENTERPRISE, null)).list("schemas"))
                .containsExactly(ScimLab.USER);
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2: operations build on each other; one that fails leaves everything as it was")
    void patch_isAtomic() {
        String id = lab.user("babs");
        Reply before = lab.get("/Users/" + id);
        assertThat(lab.patch(
                                "/Users/" + id,
                                op("add", "phoneNumbers", "[{'type':'fax','value':'1'}]"),
                                op("replace", "phoneNumbers[type eq \\\"fax\\\"].value", "'2'"))
                        .at("phoneNumbers/0/value"))
                .isEqualTo("2");
        Reply now = lab.get("/Users/" + id);
        Reply failed = lab.patch("/Users/" + id, op("replace", "displayName", "'D'"), op("replace", "nosuch", "'x'"));
        assertThat(failed.status()).isEqualTo(400);
        assertThat(failed.scimType()).isEqualTo("invalidPath");
        assertThat(failed.detail()).contains("Operations[1]");
        assertThat(lab.get("/Users/" + id).json()).isEqualTo(now.json()).isNotEqualTo(before.json());
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.1: a member is added with If-Match; added again, version and time stay")
    void patch_add_member() {
        String babs = lab.user("babs");
        Reply group = lab.post("/Groups", ScimLab.json("{'schemas':['" + ScimLab.GROUP + "'],'displayName':'G'}"));
        String body = """
                { "schemas":
                   ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations":[
                    {
                     "op":"add",
                     "path":"members",
                     "value":[
                      {
                        "display": "Babs Jensen",
                        "$ref": "https://example.com/v2/Users/{id}",
                        "value": "{id}"
                      }
                     ]
                    }
                  ]
                }
                """.replace("{id}", babs);
        Reply added = ifMatch("PATCH", "/Groups/", group, body);
        assertThat(added.status()).isEqualTo(204);
        assertThat(added.response().body()).isEmpty();
        assertThat(added.response().header("Location")).contains(ScimLab.BASE + "/Groups/" + group.created());
        Reply read = lab.get("/Groups/" + group.created());
        assertThat(added.response().header("ETag")).isEqualTo(read.response().header("ETag"));
        assertThat(lab.send("PATCH", "/Groups/" + group.created(), body).status())
                .isEqualTo(204);
        assertThat(lab.get("/Groups/" + group.created()).json()).isEqualTo(read.json());
        assertThat(ifMatch("PATCH", "/Groups/", group, body).status()).isEqualTo(412);
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.1: an address and a nickname are added without a path")
    void patch_add_withoutPath() {
        String id = lab.user("babs");
        Reply reply = lab.send("PATCH", "/Users/" + id, """
                {
                  "schemas":
                    ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations":[{
                    "op":"add",
                    "value":{
                      "emails":[
                        {
                          "value":"babs@jensen.org",
                          "type":"home"
                        }
                      ],
                      "nickname":"Babs"
                  }}]
                }
                """);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("nickName")).isEqualTo("Babs");
        assertThat(reply.at("emails"))
                .isEqualTo(List.of(
                        Map.of("value", "babs", "type", "work", "primary", true),
                        Map.of("value", "babs@jensen.org", "type", "home", "primary", false)));
        assertThat(lab.patch("/Users/" + id, op("add", "nickName", "'Babs'")).at("meta/version"))
                .isEqualTo(reply.at("meta/version"));
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.2: one member, all members, a work address; one out and one in; all for others")
    void patch_remove_examples() {
        String babs = lab.user("babs@example.com");
        String james = lab.user("james@example.com");
        String group = lab.group("G", babs, james);
        lab.patch("/Groups/" + group, op("remove", "members[value eq \\\"" + james + "\\\"]", null));
        assertThat(lab.membersOf(group)).containsExactly(babs);
        lab.patch("/Groups/" + group, op("remove", "members[value eq \\\"" + james + "\\\"]", null));
        assertThat(lab.membersOf(group)).containsExactly(babs);
        lab.patch(
                "/Groups/" + group,
                op("remove", "members[value eq\\\"" + babs + "\\\"]", null),
                op(
                        "add",
                        "members",
                        "[{'display':'James Smith','$ref':'https://example.com/v2/Users/" + james + "','value':'"
                                + james + "'}]"));
        assertThat(lab.membersOf(group)).containsExactly(james);
        lab.patch(
                "/Groups/" + group,
                op("remove", "members", null),
                op("add", "members", "[{'value':'" + babs + "'},{'value':'" + james + "'}]"));
        assertThat(lab.membersOf(group)).containsExactlyInAnyOrder(babs, james);
        lab.patch("/Groups/" + group, op("remove", "members", null));
        assertThat(lab.membersOf(group)).isEmpty();
        assertThat(lab.patch(
                                "/Users/" + babs,
                                op("remove", "emails[type eq \\\"work\\\" and value ew \\\"example.com\\\"]", null))
                        .json())
                .doesNotContainKey("emails");
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.2: without a path noTarget; required and readOnly attributes mutability")
    void patch_remove_refused() {
        String babs = lab.user("babs");
        String group = lab.group("G");
        assertThat(lab.patch("/Users/" + babs, "{'op':'remove'}").scimType()).isEqualTo("noTarget");
        for (String path : List.of("userName", "id", "meta", "meta.created", "groups")) {
            Reply reply = lab.patch("/Users/" + babs, op("remove", path, null));
            assertThat(reply.status()).as(path).isEqualTo(400);
            assertThat(reply.scimType()).as(path).isEqualTo("mutability");
        }
        assertThat(lab.patch("/Groups/" + group, op("remove", "displayName", null))
                        .scimType())
                .isEqualTo("mutability");
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.3: all members in one operation")
    void patch_replace_members() {
        String babs = lab.user("babs");
        String james = lab.user("james");
        String group = lab.group("G", lab.user("jim"));
        lab.patch(
                "/Groups/" + group,
                op(
                        "replace",
                        "members",
                        "[{'display':'Babs Jensen','value':'" + babs + "'},{'value':'" + james + "'}]"));
        assertThat(lab.membersOf(group)).containsExactlyInAnyOrder(babs, james);
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.5.2.3: the work address as a whole, whose primary demotes the other; then its street alone")
    void patch_replace_address() {
        String id = lab.post(
                        "/Users",
                        ScimLab.json("{'userName':'a@x','addresses':[{'type':'home','locality':'H','primary':true},"
                                + "{'type':'work','locality':'W','streetAddress':'S'}]}"))
                .created();
        Reply whole = lab.send("PATCH", "/Users/" + id, """
                {
                  "schemas":
                    ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations": [{
                    "op":"replace",
                    "path":"addresses[type eq \\"work\\"]",
                    "value":
                    {
                      "type": "work",
                      "streetAddress": "911 Universal City Plaza",
                      "locality": "Hollywood",
                      "region": "CA",
                      "postalCode": "91608",
                      "country": "US",
                      "formatted": "911 Universal City Plaza\\nHollywood, CA 91608 US",
                      "primary": true
                    }
                  }]
                }
                """);
        assertThat(whole.at("addresses/0/primary")).isEqualTo(false);
        assertThat(whole.at("addresses/1"))
                .isEqualTo(Map.of(
                        "type", "work",
                        "streetAddress", "911 Universal City Plaza",
                        "locality", "Hollywood",
                        "region", "CA",
                        "postalCode", "91608",
                        "country", "US",
                        "formatted", "911 Universal City Plaza\nHollywood, CA 91608 US",
                        "primary", true));
        Reply street = lab.patch(
                "/Users/" + id, op("replace", "addresses[type eq \\\"work\\\"].streetAddress", "'1010 Broadway Ave'"));
        assertThat(street.at("addresses/1/streetAddress")).isEqualTo("1010 Broadway Ave");
        assertThat(street.at("addresses/1/locality")).isEqualTo("Hollywood");
        assertThat(lab.patch("/Users/" + id, op("replace", "addresses[type eq \\\"other\\\"]", "{'locality':'x'}"))
                        .scimType())
                .isEqualTo("noTarget");
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2.3: several attributes without a path; what is not named stays")
    void patch_replace_withoutPath() {
        String id = lab.user("babs");
        Reply reply = lab.send("PATCH", "/Users/" + id, """
                {
                  "schemas":
                    ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations": [{
                    "op":"replace",
                    "value":{
                      "emails":[
                        {
                          "value":"bjensen@example.com",
                          "type":"work",
                          "primary":true
                        },
                        {
                          "value":"babs@jensen.org",
                          "type":"home"
                        }
                      ],
                      "nickname":"Babs"
                  }}]
                }
                """);
        assertThat(reply.list("emails")).hasSize(2);
        assertThat(reply.at("nickName")).isEqualTo("Babs");
        assertThat(reply.at("name")).isEqualTo(Map.of("givenName", "Barbara", "familyName", "Jensen"));
        // "Sub-attributes that are not specified in the "value" parameter are left unchanged."
        assertThat(lab.patch("/Users/" + id, op("replace", "name", "{'givenName':'Babs'}"))
                        .at("name"))
                .isEqualTo(Map.of("givenName", "Babs", "familyName", "Jensen"));
    }

    @Test
    @DisplayName("RFC 7644 §3.6: DELETE with If-Match; afterwards 404 in the RFC's words, and the name is free")
    void delete_example() {
        Reply created = lab.post("/Users", CREATE);
        String target = "/Users/" + created.created();
        String etag = created.response().header("ETag").orElseThrow();
        assertThat(lab.send(ScimRequest.of("DELETE", target).header("If-Match", "W/\"c310cd84f0281b7\""))
                        .status())
                .isEqualTo(412);
        Reply deleted = lab.send(ScimRequest.of("DELETE", target).header("If-Match", etag));
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.response().body()).isEmpty();
        for (String method : List.of("GET", "PUT", "PATCH", "DELETE")) {
            String body = method.equals("PATCH") ? ScimLab.patchOf(op("add", "nickName", "'x'")) : CREATE;
            Reply gone = lab.send(ScimRequest.of(method, target).json(body));
            assertThat(gone.status()).as(method).isEqualTo(404);
            assertThat(gone.json()).containsEntry("status", "404");
            assertThat(gone.at("schemas")).isEqualTo(List.of("urn:ietf:params:scim:api:messages:2.0:Error"));
        }
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(0L);
        assertThat(lab.post("/Users", CREATE).status()).isEqualTo(201);
    }

    private Reply ifMatch(String method, String endpoint, Reply known, String body) {
        return lab.send(ScimRequest.of(method, endpoint + known.created())
                .json(body)
                .header("If-Match", known.response().header("ETag").orElseThrow()));
    }

    private static String op(String op, String path, String value) {
        return "{'op':'" + op + "','path':'" + path + "'" + (value == null ? "" : ",'value':" + value) + "}";
    }
}
