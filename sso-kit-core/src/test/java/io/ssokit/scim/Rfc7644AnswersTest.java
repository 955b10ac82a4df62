package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7644 §3.8 to §3.14: formats, parts of resources, errors, versions. */
class Rfc7644AnswersTest {
    private final ScimLab lab = new ScimLab();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/scim+json                                  | application/scim+json",
                "application/json                                       | application/json",
                "application/scim+json; charset=utf-8                   | application/scim+json",
                "application/scim+json, application/json;q=0.9, */*     | application/scim+json",
                "*/*                                                    | application/scim+json",
                "text/html                                              | application/scim+json",
            })
    @DisplayName(
            "RFC 7644 §3.8: Accept chooses between the two media types; without a match it is application/scim+json")
    void accept_choosesMediaType(String accept, String type) {
        Reply reply = lab.send(ScimRequest.of("GET", "/Users").header("Accept", accept));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().header("Content-Type").orElseThrow()).startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/scim+json",
                "application/json",
                "application/json; charset=UTF-8",
                "APPLICATION/JSON"
            })
    @DisplayName("RFC 7644 §3.8: bodies of both media types are read as UTF-8")
    void contentType_both_read(String type) {
        byte[] body = json("{'userName':'Zoë'}").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ScimRequest request = ScimRequest.of("POST", "/Users").header("Content-Type", type);
        Reply reply =
                lab.send(new ScimRequest(request.method(), request.path(), request.query(), request.headers(), body));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("userName")).isEqualTo("Zoë");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attributes=userName               | schemas,id,userName",
                "attributes=name.givenName,title   | schemas,id,name",
                "attributes=nosuch                 | schemas,id",
                "excludedAttributes=name,meta      | schemas,id,userName,active,emails",
                "excludedAttributes=id,schemas,name,meta,emails | schemas,id,userName,active",
            })
    @DisplayName(
            "RFC 7644 §3.9: every method that answers with a resource answers with the wanted part, never without id")
    void attributes_everyMethod_partOnly(String query, String expected) {
        String[] names = expected.split(",");
        String body = json("{'userName':'u','name':{'givenName':'G','familyName':'F'},'emails':[{'value':'u@x'}]}");
        Reply created = lab.post("/Users?" + query, body);
        String target = "/Users/" + created.created() + "?" + query;
        assertThat(created.json()).containsOnlyKeys(names);
        assertThat(lab.get(target).json()).containsOnlyKeys(names);
        assertThat(lab.send("PUT", target, body).json()).containsOnlyKeys(names);
        assertThat(lab.patch(target, "{'op':'add','path':'title','value':''}").json())
                .containsOnlyKeys(names);
        Reply list = lab.get("/Users?" + query);
        assertThat(((Map<?, ?>) list.at("Resources/0")).keySet().stream().map(String::valueOf))
                .containsExactlyInAnyOrder(names);
    }

    @Test
    @DisplayName("RFC 7644 §3.9: attributes and excludedAttributes exclude each other")
    void attributes_both_refused() {
        Reply reply = lab.get("/Users?attributes=userName&excludedAttributes=name");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.scimType()).isEqualTo("invalidValue");
    }

    @Test
    @DisplayName("RFC 7644 §3.5.2: with attributes a PATCH of a group answers 200 and that part")
    void patch_groupWithAttributes_200() {
        String group = lab.group("G");
        Reply reply = lab.patch(
                "/Groups/" + group + "?attributes=displayName", "{'op':'replace','path':'displayName','value':'H'}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).isEqualTo(Map.of("schemas", List.of(ScimLab.GROUP), "id", group, "displayName", "H"));
    }

    @Test
    @DisplayName("RFC 7644 §3.10: an extension's attribute by its URN, in any case, in attributes, filter and path")
    void notation_extension() {
        String id = lab.user("babs");
        String urn = ScimLab.ENTERPRISE.toUpperCase(java.util.Locale.ROOT);
        lab.patch("/Users/" + id, "{'op':'add','path':'" + urn + ":DEPARTMENT','value':'Eng'}");
        assertThat(lab.get("/Users/" + id + "?attributes=" + urn + ":department")
                        .at(ScimLab.ENTERPRISE))
                .isEqualTo(Map.of("department", "Eng"));
        assertThat(lab.get("/Users?" + filter(urn + ":department eq \"eng\"")).at("totalResults"))
                .isEqualTo(1L);
        assertThat(lab.get("/Users?" + filter("urn:ietf:params:scim:schemas:core:2.0:User:name.givenName sw \"Barb\""))
                        .at("totalResults"))
                .isEqualTo(1L);
    }

    @Test
    @DisplayName("RFC 7644 §3.12, table 8: 400, 401, 403, 404, 405, 409, 412, 413, 415 and 501 are error bodies")
    void errors_byStatus() {
        String id = lab.user("babs");
        isError(400, lab.post("/Users", "{"));
        isError(401, lab.sendAs("wrong", ScimRequest.of("GET", "/Users")));
        isError(403, lab.get("/Schemas?" + filter("id pr")));
        isError(404, lab.get("/Users/2819c223-7f76-453a-919d-413861904646"));
        isError(404, lab.get("/Nothing"));
        isError(405, lab.send("PUT", "/Users", "{}"));
        isError(409, lab.post("/Users", json("{'userName':'BABS'}")));
        isError(
                412,
                lab.send(ScimRequest.of("PUT", "/Users/" + id)
                        .json(json("{'userName':'babs'}"))
                        .header("If-Match", "W/\"stale\"")));
        isError(413, lab.post("/Users", " ".repeat(ScimEndpoint.MAX_BODY_BYTES + 1)));
        isError(415, lab.send(ScimRequest.of("POST", "/Users").header("Content-Type", "text/xml")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "GET   | /Users?filter=userName%20xx%20%22a%22 |                                                     | invalidFilter",
                "GET   | /Users?filter=name%20eq%20%22a%22     |                                                     | invalidFilter",
                "PATCH | /Users/{id} | {'op':'replace','path':'emails[type xx 1].value','value':'a'}                 | invalidFilter",
                "POST  | /Users      | {'userName':'babs'}                                                           | uniqueness",
                "PUT   | /Users/{id} | {'userName':'james'}                                                          | uniqueness",
                "PATCH | /Users/{id} | {'op':'replace','path':'userName','value':'JAMES'}                            | uniqueness",
                "PATCH | /Users/{id} | {'op':'replace','path':'id','value':'x'}                                      | mutability",
                "PATCH | /Users/{id} | {'op':'add','path':'groups','value':[{'value':'x'}]}                          | mutability",
                "POST  | /Users      | [1]                                                                           | invalidSyntax",
                "PUT   | /Users/{id} | {'schemas':['urn:other'],'userName':'b'}                                      | invalidSyntax",
                "PATCH | /Users/{id} | {'op':'move','path':'title','value':'x'}                                      | invalidSyntax",
                "PATCH | /Users/{id} | {'op':'replace','path':'nosuch','value':'x'}                                  | invalidPath",
                "PATCH | /Users/{id} | {'op':'replace','path':'emails[type eq','value':'x'}                          | ~invalid~",
                "PATCH | /Users/{id} | {'op':'remove'}                                                               | noTarget",
                "PATCH | /Users/{id} | {'op':'replace','path':'emails[type eq \\\"x\\\"]','value':{'value':'a'}}      | noTarget",
                "POST  | /Users      | {'displayName':'x'}                                                           | invalidValue",
                "POST  | /Users      | {'userName':'u','active':'maybe'}                                             | invalidValue",
                "PATCH | /Users/{id} | {'op':'replace','path':'active','value':'maybe'}                              | invalidValue",
                "PUT   | /Users/{id} | {'userName':''}                                                               | invalidValue",
            })
    @DisplayName("RFC 7644 §3.12, table 9: each scimType where it applies")
    void errors_byScimType(String method, String target, String body, String scimType) {
        String id = lab.user("babs");
        lab.user("james");
        String path = target.replace("{id}", id);
        String text = method.equals("PATCH") ? ScimLab.patchOf(body) : json(String.valueOf(body));
        Reply reply = method.equals("GET") ? lab.get(path) : lab.send(method, path, text);
        isError(scimType.equals("uniqueness") ? 409 : 400, reply);
        assertThat(reply.scimType()).startsWith(scimType);
        assertThat(lab.get("/Users/" + id).at("meta/version")).isEqualTo("W/\"1\"");
    }

    @Test
    @DisplayName("RFC 7644 §3.12: nothing of the example error bodies is missing")
    void errors_examples() {
        String id = lab.user("babs");
        assertThat(lab.get("/Users/2819c223-7f76-453a-919d-413861904646").json())
                .containsOnlyKeys("schemas", "detail", "status");
        Reply readOnly = lab.patch("/Users/" + id, "{'op':'replace','path':'id','value':'x'}");
        assertThat(readOnly.json()).containsOnlyKeys("schemas", "scimType", "detail", "status");
        assertThat(readOnly.detail()).contains("id is readOnly");
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.14: If-None-Match on reads, If-Match on PUT, PATCH and DELETE; *, lists, and a 304 without body")
    void versions_conditions() {
        Reply created = lab.post("/Users", json("{'userName':'u'}"));
        String target = "/Users/" + created.created();
        String tag = created.response().header("ETag").orElseThrow();
        Reply same = lab.send(
                ScimRequest.of("GET", target + "?attributes=displayName").header("If-None-Match", tag));
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.response().body()).isEmpty();
        assertThat(same.response().header("ETag")).contains(tag);
        ScimRequest rename = ScimRequest.of("PATCH", target)
                .json(ScimLab.patchOf("{'op':'replace','path':'displayName','value':'D'}"));
        assertThat(lab.send(rename.header("If-Match", "W/\"x\", " + tag)).status())
                .isEqualTo(200);
        assertThat(lab.send(rename.header("If-Match", tag)).status()).isEqualTo(412);
        assertThat(lab.send(rename.header("If-Match", "*")).status()).isEqualTo(200);
        assertThat(lab.send(ScimRequest.of("GET", target).header("If-None-Match", tag))
                        .status())
                .isEqualTo(200);
        assertThat(lab.send(ScimRequest.of("PUT", target)
                                .json(json("{'userName':'u'}"))
                                .header("If-Match", tag))
                        .status())
                .isEqualTo(412);
        assertThat(lab.send(ScimRequest.of("DELETE", target).header("If-Match", tag))
                        .status())
                .isEqualTo(412);
        assertThat(lab.get(target).status()).isEqualTo(200);
    }

    private static void isError(int status, Reply reply) {
        assertThat(reply.status()).as(reply.response().text()).isEqualTo(status);
        assertThat(reply.json()).containsEntry("status", Integer.toString(status));
        assertThat(reply.at("schemas")).isEqualTo(List.of("urn:ietf:params:scim:api:messages:2.0:Error"));
        assertThat(reply.detail()).isNotBlank();
    }
}
