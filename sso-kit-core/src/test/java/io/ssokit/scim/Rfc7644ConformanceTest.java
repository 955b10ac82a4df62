package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ENTERPRISE;
import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The protocol's own sentences and examples. */
class Rfc7644ConformanceTest {
    private final ScimLab lab = new ScimLab(stores());

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @Test
    @DisplayName("RFC 7644 §3.1: the server answers application/scim+json in UTF-8")
    void answer_anyResource_isScimJson() {
        Reply reply = lab.post("/Users", json("{'userName':'bjørn@x'}"));
        assertThat(reply.response().header("Content-Type")).contains("application/scim+json");
        assertThat(reply.at("userName")).isEqualTo("bjørn@x");
    }

    @Test
    @DisplayName("RFC 7644 §3.3: 201, Location and meta.location; readOnly attributes are ignored")
    void create_example_201WithLocation() {
        Reply reply = lab.post(
                "/Users",
                json("{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'bjensen',"
                        + "'externalId':'bjensen','id':'mine','name':{'formatted':'Ms. Barbara J Jensen III',"
                        + "'familyName':'Jensen','givenName':'Barbara'}}"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.at("id")).isNotEqualTo("mine");
        assertThat(reply.response().header("Location")).contains((String) reply.at("meta/location"));
        assertThat(reply.response().header("ETag")).contains((String) reply.at("meta/version"));
    }

    @Test
    @DisplayName("RFC 7644 §3.3: a conflict is 409 with scimType uniqueness")
    void create_duplicate_409() {
        lab.user("bjensen");
        Reply reply = lab.post("/Users", json("{'userName':'bjensen'}"));
        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.scimType()).isEqualTo("uniqueness");
        assertThat(reply.at("status")).isEqualTo("409");
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2: a query without matches is 200 with totalResults 0")
    void query_noMatch_200() {
        Reply reply = lab.get("/Users?" + filter("userName eq \"nobody\""));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("schemas")).isEqualTo(List.of("urn:ietf:params:scim:api:messages:2.0:ListResponse"));
        assertThat(reply.at("totalResults")).isEqualTo(0L);
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2: attributes=userName lists userName and id of all users")
    void query_attributes_userNameAndId() {
        lab.user("bjensen");
        lab.user("jsmith");
        Reply reply = lab.get("/Users?attributes=userName");
        assertThat(reply.at("totalResults")).isEqualTo(2L);
        assertThat((Map<?, ?>) reply.at("Resources/0")).hasSize(3);
        assertThat(reply.at("Resources/0/userName")).isNotNull();
        assertThat(reply.at("Resources/0/id")).isNotNull();
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.2, figure 2: every example filter finds whom it should")
    void filter_examples_allRightAnswers() {
        String babs = lab.post(
                        "/Users",
                        json(
                                "{'userName':'bjensen','name':{'familyName':'O\\u0027Malley'},'title':'Guide','userType':'Employee',"
                                        + "'emails':[{'type':'work','value':'b@example.com'},{'type':'home','value':'b@home.org'}],"
                                        + "'ims':[{'type':'xmpp','value':'b@foo.com'}],'" + ENTERPRISE
                                        + "':{'department':'D'}}"))
                .created();
        lab.post(
                "/Users",
                json("{'userName':'Jim','userType':'Intern','emails':[{'type':'home','value':'j@example.net'}]}"));
        Map<String, Integer> examples = new LinkedHashMap<>();
        examples.put("userName eq \"bjensen\"", 1);
        examples.put("name.familyName co \"O'Malley\"", 1);
        examples.put("userName sw \"J\"", 1);
        examples.put("urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"J\"", 1);
        examples.put("title pr", 1);
        examples.put("meta.lastModified gt \"2011-05-13T04:42:34Z\"", 2);
        examples.put("meta.lastModified ge \"2011-05-13T04:42:34Z\"", 2);
        examples.put("meta.lastModified lt \"2011-05-13T04:42:34Z\"", 0);
        examples.put("meta.lastModified le \"2011-05-13T04:42:34Z\"", 0);
        examples.put("title pr and userType eq \"Employee\"", 1);
        examples.put("title pr or userType eq \"Intern\"", 2);
        examples.put("schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", 1);
        examples.put("userType eq \"Employee\" and (emails co \"example.com\" or emails.value co \"example.org\")", 1);
        examples.put(
                "userType ne \"Employee\" and not (emails co \"example.com\" or emails.value co \"example.org\")", 1);
        examples.put("userType eq \"Employee\" and (emails.type eq \"work\")", 1);
        examples.put("userType eq \"Employee\" and emails[type eq \"work\" and value co \"@example.com\"]", 1);
        examples.put(
                "emails[type eq \"work\" and value co \"@example.com\"] or ims[type eq \"xmpp\" and value co \"@foo.com\"]",
                1);
        examples.put("emails[type eq \"home\" and value co \"@example.com\"]", 0);
        examples.forEach((example, total) -> {
            Reply reply = lab.get("/Users?" + filter(example));
            assertThat(reply.at("totalResults")).as(example).isEqualTo((long) total);
        });
        assertThat(lab.get("/Users?" + filter("externalId pr or id eq \"" + babs + "\""))
                        .at("Resources/0/id"))
                .isEqualTo(babs);
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.2: an unknown operator is declined with invalidFilter and named")
    void filter_unknownOperator_declined() {
        Reply reply = lab.get("/Users?" + filter("userName regex \"a.*\""));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.scimType()).isEqualTo("invalidFilter");
        assertThat(reply.detail()).contains("regex");
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.2: gt and the like on boolean or binary attributes fail with invalidFilter")
    void filter_orderOfBoolean_invalidFilter() {
        for (String operator : List.of("gt", "ge", "lt", "le")) {
            assertThat(lab.get("/Users?" + filter("active " + operator + " true"))
                            .scimType())
                    .isEqualTo("invalidFilter");
            assertThat(lab.get("/Users?" + filter("x509Certificates.value " + operator + " \"M\""))
                            .scimType())
                    .isEqualTo("invalidFilter");
        }
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.4: startIndex below 1 is 1, negative count is 0")
    void paging_belowBounds_clamped() {
        lab.user("a@x");
        assertThat(lab.get("/Users?startIndex=-1").at("startIndex")).isEqualTo(1L);
        assertThat(lab.get("/Users?count=-1").at("itemsPerPage")).isEqualTo(0L);
        assertThat(lab.get("/Users?count=0").at("totalResults")).isEqualTo(1L);
    }

    @Test
    @DisplayName("RFC 7644 §3.9: attributes=userName returns schemas, id and userName")
    void attributes_example() {
        String id = lab.user("bjensen");
        assertThat(lab.get("/Users/" + id + "?attributes=userName").json())
                .isEqualTo(Map.of("schemas", List.of(ScimLab.USER), "id", id, "userName", "bjensen"));
    }

    @Test
    @DisplayName("RFC 7644 §3.10: attribute notation with and without URN, any case")
    void notation_anyForm() {
        String id = lab.user("a@x");
        assertThat(lab.patch(
                                "/Users/" + id,
                                "{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:active','value':false}")
                        .at("active"))
                .isEqualTo(false);
        assertThat(lab.get("/Users/" + id + "?attributes=URN:ietf:params:scim:schemas:core:2.0:User:NAME.givenname")
                        .at("name"))
                .isEqualTo(Map.of("givenName", "Barbara"));
    }

    @Test
    @DisplayName("RFC 7644 §3.11: /Me answers 501")
    void optionalEndpoints_501() {
        assertThat(lab.post("/Me", "{}").status()).isEqualTo(501);
    }

    @Test
    @DisplayName("RFC 7644 §3.12: the error body has its schema, a status as text, and a detail")
    void error_body() {
        Reply reply = lab.get("/Users/2819c223-7f76-453a-919d-413861904646");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.json()).containsOnlyKeys("schemas", "status", "detail");
        assertThat(reply.at("schemas")).isEqualTo(List.of("urn:ietf:params:scim:api:messages:2.0:Error"));
        assertThat(reply.at("status")).isEqualTo("404");
        assertThat(reply.response().header("Content-Type")).contains("application/scim+json");
    }

    @Test
    @DisplayName("RFC 7644 §3.14: ETag on create and read, 304 for the same, 412 for a stale If-Match")
    void versions() {
        Reply created = lab.post("/Users", json("{'userName':'a@x'}"));
        String tag = created.response().header("ETag").orElseThrow();
        ScimRequest read = ScimRequest.of("GET", "/Users/" + created.created() + "?attributes=displayName");
        assertThat(lab.send(read.header("If-None-Match", tag)).status()).isEqualTo(304);
        lab.patch("/Users/" + created.created(), "{'op':'add','path':'displayName','value':'D'}");
        assertThat(lab.send(read.header("If-None-Match", tag)).status()).isEqualTo(200);
        assertThat(lab.send(ScimRequest.of("PATCH", "/Users/" + created.created())
                                .json(ScimLab.patchOf("{'op':'add','path':'displayName','value':'E'}"))
                                .header("If-Match", tag))
                        .status())
                .isEqualTo(412);
    }

    @Test
    @DisplayName("RFC 7644 §4: discovery ignores paging, refuses filters, knows no writes")
    void discovery() {
        assertThat(lab.get("/Schemas/" + ScimLab.USER).at("id")).isEqualTo(ScimLab.USER);
        assertThat(lab.get("/Schemas?startIndex=3&count=1").list("Resources")).hasSize(3);
        assertThat(lab.get("/ResourceTypes?filter=name%20pr").status()).isEqualTo(403);
        assertThat(lab.post("/Schemas", "{}").status()).isEqualTo(405);
    }
}
