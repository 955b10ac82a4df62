package io.ssokit.scim;

import static io.ssokit.scim.ScimAttribute.bool;
import static io.ssokit.scim.ScimAttribute.complex;
import static io.ssokit.scim.ScimAttribute.integer;
import static io.ssokit.scim.ScimAttribute.string;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.store.MemoryStores;
import io.ssokit.user.User;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Attributes of the app's own: how they are declared, and that every part of the endpoint knows them. */
class ScimExtensionTest {
    private static final String BADGE = "urn:example:params:scim:schemas:badge:2.0:User";
    private static final String BADGE_JSON = """
            {
              "id": "urn:example:params:scim:schemas:badge:2.0:User",
              "name": "Badge",
              "description": "What opens doors",
              "attributes": [
                {"name": "number", "type": "integer", "description": "Printed on it"},
                {"name": "colour", "canonicalValues": ["red", "green"]},
                {"name": "locker", "type": "complex", "subAttributes": [{"name": "room"}, {"name": "floor", "type": "integer"}]}
              ]
            }
            """;

    private final ScimLab lab = ScimLab.with(
            ScimExtension.json(BADGE_JSON),
            ScimExtension.onUsers(string("nickColour"), bool("remote")),
            ScimExtension.ofGroups("urn:example:cost:Group")
                    .attributes(integer("budget").required()));

    @Test
    void create_valuesOfTheApp_reachTheStoreAndComeBack() {
        ScimLab.Reply created = lab.post("/Users", """
                {"schemas": ["%s", "%s"], "userName": "ann", "remote": true, "nickColour": "Blue",
                 "%s": {"NUMBER": 7, "locker": {"room": "B2", "floor": 3}, "unknown": 1}}
                """.formatted(ScimLab.USER, BADGE, BADGE));

        User stored = lab.stores.users().find("acme", created.created()).orElseThrow();
        assertThat(stored.attributes())
                .isEqualTo(Map.of(
                        "remote",
                        true,
                        "nickColour",
                        "Blue",
                        BADGE,
                        Map.of("number", 7L, "locker", Map.of("room", "B2", "floor", 3L))));
        assertThat(created.json().get("schemas")).isEqualTo(List.of(ScimLab.USER, BADGE));
        assertThat(created.json().get(BADGE)).isEqualTo(stored.attributes().get(BADGE));
        assertThat(created.json()).containsEntry("remote", true).containsEntry("nickColour", "Blue");
    }

    @Test
    void patchFilterAndProjection_ofTheAppsAttributes_work() {
        String id = lab.post("/Users", "{\"userName\": \"ann\", \"%s\": {\"number\": 7}}".formatted(BADGE))
                .created();
        ScimLab.Reply patched = lab.patch(
                "/Users/" + id,
                "{'op':'replace','path':'" + BADGE + ":number','value':8}",
                "{'op':'add','path':'" + BADGE + ":locker.room','value':'C1'}",
                "{'op':'add','value':{'nickColour':'green'}}");

        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.json().get(BADGE)).isEqualTo(Map.of("number", 8L, "locker", Map.of("room", "C1")));
        assertThat(total(BADGE + ":number gt 7 and nickColour eq \"GREEN\"")).isEqualTo(1L);
        assertThat(total(BADGE + ":locker.room eq \"c1\"")).isEqualTo(1L);
        assertThat(total(BADGE + " pr and not (remote pr)")).isEqualTo(1L);
        assertThat(lab.get("/Users/" + id + "?attributes=" + BADGE + ":number")
                        .json()
                        .get(BADGE))
                .isEqualTo(Map.of("number", 8L));
    }

    @Test
    void discovery_ofOwnSchemas_showsThem() {
        Map<String, Object> schema = lab.get("/Schemas/" + BADGE).json();
        assertThat(schema).containsEntry("name", "Badge").containsEntry("description", "What opens doors");
        assertThat(lab.get("/ResourceTypes/User").response().text()).contains(BADGE);
        assertThat(lab.get("/ResourceTypes/Group").response().text()).contains("urn:example:cost:Group");
        assertThat(lab.get("/Schemas/" + ScimLab.USER).response().text()).contains("\"nickColour\"");
        assertThat(lab.get("/Schemas").json()).containsEntry("totalResults", 5L);
    }

    @Test
    void sortSearchAndBaseUrl_byTheAppsAttributes_work() {
        for (String user :
                List.of("'userName':'a','nickColour':'c'", "'userName':'b','nickColour':'A'", "'userName':'c'")) {
            lab.post("/Users", json("{" + user + "}")).created();
        }
        lab.post("/Groups", json("{'displayName':'g','urn:example:cost:Group':{'budget':7}}"))
                .created();

        assertThat(lab.get("/Users?sortBy=nickColour").list("Resources").stream()
                        .map(one -> String.valueOf(((Map<?, ?>) one).get("userName"))))
                .containsExactly("b", "a", "c");
        assertThat(lab.post(
                                "/Users/.search",
                                json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],"
                                        + "'filter':'nickColour pr','attributes':['nickColour']}"))
                        .at("totalResults"))
                .isEqualTo(2L);
        assertThat(lab.get("/?" + ScimLab.filter("nickColour eq \"c\" or urn:example:cost:Group:budget ge 7"))
                        .at("totalResults"))
                .isEqualTo(2L);
        assertThat(lab.post("/Groups", json("{'displayName':'h','urn:example:cost:Group':{}}"))
                        .status())
                .isEqualTo(201);
        assertThat(lab.post("/Groups", json("{'displayName':'i','urn:example:cost:Group':{'budget':'7'}}"))
                        .scimType())
                .isEqualTo("invalidValue");
    }

    private Object total(String filter) {
        return lab.get("/Users?" + ScimLab.filter(filter)).at("totalResults");
    }

    @Test
    void json_fromStreamAndInJava_areTheSameSchema() {
        ScimExtension inJava = ScimExtension.ofUsers(BADGE)
                .name("Badge")
                .description("What opens doors")
                .attributes(
                        integer("number").description("Printed on it"),
                        string("colour").canonicalValues("red", "green"),
                        complex("locker", string("room"), integer("floor")));
        ScimExtension read = ScimExtension.json(new ByteArrayInputStream(BADGE_JSON.getBytes(StandardCharsets.UTF_8)));

        assertThat(OwnSchemas.of(List.of(inJava)).types())
                .isEqualTo(OwnSchemas.of(List.of(read)).types());
    }

    @Test
    void build_manyMistakes_reportsAllAtOnce() {
        List<ScimExtension> wrong = List.of(
                ScimExtension.ofUsers("urn:ietf:params:scim:schemas:mine:2.0:User")
                        .attributes(string("a")),
                ScimExtension.ofUsers("badge").attributes(string("b")),
                ScimExtension.ofUsers(BADGE).attributes(string("1st"), string("Twice"), string("twice")),
                ScimExtension.ofUsers("urn:example:empty"),
                ScimExtension.ofUsers("urn:example:x")
                        .attributes(
                                string("r").required().readOnly(),
                                complex("c", complex("deep", string("x"))),
                                complex("none"),
                                integer("i").caseExact().canonicalValues("1"),
                                bool("u").unique(),
                                complex("p", string("primary")),
                                complex("m", string("many").multiValued()),
                                string("w").writeOnly().alwaysReturned()),
                ScimExtension.onUsers(string("USERNAME"), string("meta")),
                ScimExtension.json("{"),
                ScimExtension.json("{\"id\": \"urn:example:j\", \"resourceType\": \"Device\", \"attributes\": []}"),
                ScimExtension.json("""
                        {"id": "urn:example:k", "typ": 1, "attributes": [
                          {"name": "a", "type": "text", "required": "yes", "mutable": true, "returned": "sometimes"}, 7]}
                        """));

        assertThat(ScimExtension.problems(wrong))
                .satisfiesExactly(
                        p -> assertThat(p).contains("urn:ietf:params:scim: are reserved"),
                        p -> assertThat(p).contains("'badge'").contains("must be a URN"),
                        p -> assertThat(p).contains("'1st'").contains("2.1"),
                        p -> assertThat(p).contains("twice is declared twice"),
                        p -> assertThat(p).contains("'urn:example:empty'").contains("at least one attribute"),
                        p -> assertThat(p).contains("'r'").contains("required and readOnly"),
                        p -> assertThat(p).contains("'deep'").contains("cannot be complex"),
                        p -> assertThat(p).contains("'none'").contains("at least one"),
                        p -> assertThat(p).contains("'i'").contains("caseExact belongs to text"),
                        p -> assertThat(p).contains("'i'").contains("canonicalValues belong to text"),
                        p -> assertThat(p).contains("'u'").contains("cannot be unique"),
                        p -> assertThat(p).contains("'p'").contains("primary must be boolean"),
                        p -> assertThat(p).contains("'many'").contains("one value"),
                        p -> assertThat(p).contains("'w'").contains("returned never"),
                        p -> assertThat(p).contains("USERNAME is there already"),
                        p -> assertThat(p).contains("meta is there already"),
                        p -> assertThat(p).contains("no JSON schema"),
                        p -> assertThat(p).contains("resourceType must be User or Group"),
                        p -> assertThat(p).contains("no member 'typ'"),
                        p -> assertThat(p).contains("no characteristic 'mutable'"),
                        p -> assertThat(p).contains("required must be true or false"),
                        p -> assertThat(p).contains("type is 'text' and must be one of"),
                        p -> assertThat(p).contains("returned is 'sometimes'"),
                        p -> assertThat(p).contains("must hold objects"));
        assertThatThrownBy(() -> ScimEndpoint.builder(
                                URI.create(ScimLab.BASE),
                                MemoryStores.create(ScimLab.CLOCK).users(),
                                lab.stores.revocations())
                        .extensions(wrong)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are reserved")
                .hasMessageContaining("must hold objects");
    }

    @Test
    void problems_sameOrOverlappingUrns_areReported() {
        ScimExtension one = ScimExtension.ofUsers("urn:example:a").attributes(string("x"));
        ScimExtension same = ScimExtension.ofGroups("URN:EXAMPLE:A").attributes(string("x"));
        ScimExtension longer = ScimExtension.ofUsers("urn:example:a:x").attributes(string("y"));

        assertThat(ScimExtension.problems(List.of(one, same)))
                .singleElement()
                .asString()
                .contains("declared twice");
        assertThat(ScimExtension.problems(List.of(one, longer)))
                .singleElement()
                .asString()
                .contains("starts with the whole URN");
        assertThat(ScimExtension.problems(List.of(one))).isEmpty();
    }
}
